// A one-time password, shown once.
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { tell } from "@/ui/telling";
import { t } from "./messages";

export function Password(props: { name: string; password: string; onClose: () => void }) {
  const copy = async () => {
    await navigator.clipboard.writeText(props.password);
    tell(t("copied"));
  };
  return (
    <Dialog title={t("password-title", { name: props.name })} onClose={props.onClose}>
      <p>{t("password-about")}</p>
      <p class="row">
        <code class="users-password grow">{props.password}</code>
        <Button onClick={() => void copy()}>{t("copy")}</Button>
      </p>
      <div class="row row-end">
        <Button kind="primary" onClick={() => props.onClose()}>
          {t("done")}
        </Button>
      </div>
    </Dialog>
  );
}
