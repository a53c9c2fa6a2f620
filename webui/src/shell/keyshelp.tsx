// The list of keys that work now, behind "?".
import { useState } from "preact/hooks";
import { t } from "@/shell/messages";
import { Dialog } from "@/ui/dialog";
import { keysNow, useKeys } from "@/ui/keys";

export function KeysHelp() {
  const [open, setOpen] = useState(false);
  useKeys([{ key: "?", about: t("keys-help"), act: () => setOpen(true) }]);
  if (!open) return null;
  return (
    <Dialog title={t("keys")} onClose={() => setOpen(false)}>
      <dl class="keys">
        {keysNow.value.flat().map((each) => (
          <div key={each.key + each.about}>
            <dt>
              <kbd>{each.key}</kbd>
            </dt>
            <dd>{each.about}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
