// Dialogs: the browser's own, so that focus and Escape are right.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Problem } from "@/api/problem";
import { Button } from "@/ui/button";
import { t } from "@/ui/messages";
import { Failed } from "@/ui/states";

/** A dialog that is open as long as it is rendered. */
export function Dialog(props: {
  title: string;
  wide?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={box}
      class={props.wide === true ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <header class="dialog-head">
        <h2 id={id}>{props.title}</h2>
        <Button kind="quiet" label={t("close")} onClick={() => props.onClose()}>
          ×
        </Button>
      </header>
      <div class="stack">{props.children}</div>
    </dialog>
  );
}

/** Ask before something that cannot be undone, or is heard by a caller. */
export function Confirm(props: {
  title: string;
  act: string;
  danger?: boolean;
  busy: boolean;
  problem: Problem | null;
  disabled?: boolean;
  onAct: () => void;
  onClose: () => void;
  children?: ComponentChildren;
}) {
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!props.busy) props.onAct();
        }}
      >
        {props.children}
        {props.problem !== null && <Failed problem={props.problem} />}
        <div class="row row-end">
          <Button onClick={() => props.onClose()}>{t("cancel")}</Button>
          <Button
            type="submit"
            kind={props.danger === true ? "danger" : "primary"}
            busy={props.busy}
            disabled={props.disabled ?? false}
          >
            {props.act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
