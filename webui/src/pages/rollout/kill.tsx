// The switch: off at once, whatever the plan is by now and whether or not it could be read.
// Two steps, so that it is never a slip; the second needs no typing, so that it is quick.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, askTagged } from "@/api/client";
import { MOST_REASON, sentenceOf } from "./change";
import { t } from "./messages";
import { stateOf, type Plan, type State } from "./reading";
import { Confirm } from "@/ui/dialog";
import { TextField, wrongWith } from "@/ui/fields";
import { tell } from "@/ui/telling";

export function KillSwitch(props: {
  status: Plan["status"] | undefined;
  onDone: (state: State) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const isUrgent = props.status === undefined || props.status === "running";
  return (
    <>
      <button
        type="button"
        class={isUrgent ? "button rollout-kill" : "button button-danger"}
        onClick={() => setOpen(true)}
      >
        {t("kill")}
      </button>
      {isOpen && <Sure onDone={props.onDone} onClose={() => setOpen(false)} />}
    </>
  );
}

function Sure({ onDone, onClose }: { onDone: (state: State) => void; onClose: () => void }) {
  const [reason, setReason] = useState(t("kill-reason"));
  const act = useAct(async (_key, why: string) =>
    stateOf(await askTagged(api.POST("/api/v1/rollout/kill", { body: { reason: why } }))),
  );
  const submit = async () => {
    const told = await act.run(reason.trim());
    if (told === undefined) return;
    onDone(told);
    onClose();
    tell(sentenceOf(told.rollout.plan));
  };
  return (
    <Confirm
      title={t("kill-title")}
      act={t("kill-act")}
      danger
      busy={act.busy}
      problem={act.problem}
      disabled={reason.trim() === ""}
      onAct={() => void submit()}
      onClose={onClose}
    >
      <p>{t("kill-says")}</p>
      <TextField
        label={t("reason")}
        hint={t("kill-hint")}
        wrong={wrongWith(act.problem, "body.reason")}
        value={reason}
        maxLength={MOST_REASON}
        onInput={setReason}
      />
    </Confirm>
  );
}
