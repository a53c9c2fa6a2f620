// A supervisor sets somebody's presence.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import { Confirm } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/fields";
import { tell } from "@/ui/telling";
import { t } from "./messages";
import type { Operator } from "./operators";
import { PRESENCES, type Presence } from "./words";

const LONGEST_REASON = 100;

export function PresenceDialog(props: { of: Operator; onDone: () => void; onClose: () => void }) {
  const { of } = props;
  const [presence, setPresence] = useState<Presence>(of.presence);
  const [reason, setReason] = useState(of.reason);
  const act = useAct((_key, wanted: { presence: Presence; reason: string }) =>
    ask(
      api.PUT("/api/v1/operators/{operator_id}/presence", {
        params: { path: { operator_id: of.operator_id } },
        body: wanted,
      }),
    ),
  );
  const set = async () => {
    const told = await act.run({ presence, reason: reason.trim() });
    if (told === undefined) return;
    tell(t("presence-set", { name: told.name, presence: t(told.presence) }));
    props.onDone();
  };
  return (
    <Confirm
      title={t("presence-of", { name: of.name })}
      act={t("set")}
      busy={act.busy}
      problem={act.problem}
      onAct={() => void set()}
      onClose={props.onClose}
    >
      <SelectField<Presence>
        label={t("presence")}
        value={presence}
        options={PRESENCES.map((each) => [each, t(each)] as const)}
        onInput={setPresence}
      />
      <TextField
        label={t("reason")}
        hint={t("reason-hint")}
        value={reason}
        maxLength={LONGEST_REASON}
        onInput={setReason}
      />
    </Confirm>
  );
}
