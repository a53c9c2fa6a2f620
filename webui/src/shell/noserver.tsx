// What is shown when not even the question who is logged in was answered. It asks again by
// itself, as soon as the server wishes.
import { useEffect } from "preact/hooks";
import type { Problem } from "@/api/problem";
import { t } from "@/shell/messages";
import { Failed } from "@/ui/states";

const AGAIN_S = 5;

export function NoServer({ problem, again }: { problem: Problem; again: () => void }) {
  useEffect(() => {
    const timer = setTimeout(again, (problem.retryAfterS ?? AGAIN_S) * 1_000);
    return () => clearTimeout(timer);
  }, [problem]);
  return (
    <main class="login">
      <h1>{t("no-server")}</h1>
      <Failed problem={problem} again={again} />
    </main>
  );
}
