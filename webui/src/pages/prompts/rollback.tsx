// Back to the version that was in use before. The server decides which that is, and the news
// say what it did, not what was expected.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import { t } from "./messages";
import { beforeThat, inUse, type Shelf } from "./reading";
import { Confirm } from "@/ui/dialog";
import { TextField, wrongWith } from "@/ui/fields";
import { tell } from "@/ui/telling";

export const LEAST_REASON = 5;
export const MOST_REASON = 500;

export function RollBack(props: { shelf: Shelf; onDone: () => void; onClose: () => void }) {
  const [reason, setReason] = useState("");
  // what was shown when the dialog opened: the list behind it is read again meanwhile
  const [{ from, to }] = useState({
    from: inUse(props.shelf).version,
    to: beforeThat(props.shelf) ?? "",
  });
  const act = useAct((key, why: string) => {
    const params = { header: { "Idempotency-Key": key } };
    return ask(api.POST("/api/v1/prompts/rollback", { params, body: { reason: why } }));
  });
  const submit = async () => {
    const told = await act.run(reason.trim());
    props.onDone();
    if (told === undefined) return;
    props.onClose();
    if (told.version === to) tell(t("rolled-back", { version: told.version }));
    else tell(t("rolled-back-other", { version: told.version, wanted: to }), "warn");
  };
  return (
    <Confirm
      title={t("roll-back-title", { version: to })}
      act={t("roll-back")}
      danger
      busy={act.busy}
      problem={act.problem}
      disabled={reason.trim().length < LEAST_REASON}
      onAct={() => void submit()}
      onClose={props.onClose}
    >
      <p>{t("roll-back-about", { from, to })}</p>
      <TextField
        label={t("reason")}
        hint={t("reason-hint", { n: LEAST_REASON })}
        wrong={wrongWith(act.problem, "body.reason")}
        value={reason}
        maxLength={MOST_REASON}
        onInput={setReason}
      />
    </Confirm>
  );
}
