// Unsaved text holds the page: a link, the back button and closing the tab ask first.
import { useEffect, useState } from "preact/hooks";
import { editOf, forget } from "./edits";
import { t } from "./messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { go, holdPlace } from "@/ui/router";

export function Leaving({ promptId }: { promptId: string }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const isUnsaved = editOf(promptId) !== null;
  useEffect(() => {
    if (!isUnsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    const letGo = holdPlace((address) => {
      setWanted(address);
      return false;
    });
    return () => {
      removeEventListener("beforeunload", warn);
      letGo();
    };
  }, [isUnsaved]);
  useEffect(() => {
    // what held is gone: go where the user wanted to
    if (isUnsaved || wanted === null) return;
    setWanted(null);
    go(wanted);
  }, [isUnsaved, wanted]);
  if (!isUnsaved || wanted === null) return null;
  return (
    <Dialog title={t("leave-title")} onClose={() => setWanted(null)}>
      <p>{t("leave-about")}</p>
      <div class="row row-end">
        <Button kind="danger" onClick={() => forget(promptId)}>
          {t("leave")}
        </Button>
        <Button kind="primary" onClick={() => setWanted(null)}>
          {t("stay")}
        </Button>
      </div>
    </Dialog>
  );
}
