// What is shown when not even the login can be asked.
import { t } from "@/shell/messages";
import { Button } from "@/ui/button";

export function NoServer({ again }: { again: () => void }) {
  return (
    <main class="login">
      <div class="state state-failed" role="alert">
        <h1>{t("no-server")}</h1>
        <Button onClick={again}>{t("reload")}</Button>
      </div>
    </main>
  );
}
