// A problem of a form that asks for the password again.
import type { Problem } from "@/api/problem";
import { Failed } from "@/ui/states";
import { t } from "./messages";

export function Wrong({ problem }: { problem: Problem | null }) {
  if (problem === null) return null;
  if (problem.word !== "wrong-login") return <Failed problem={problem} />;
  return (
    <p class="state state-failed" role="alert">
      {t("wrong")}
    </p>
  );
}
