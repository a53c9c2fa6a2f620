// An operator is removed, as the version that was looked at.
import { api, ask } from "@/api/client";
import { Confirm } from "@/ui/dialog";
import { tell } from "@/ui/telling";
import { ChangedNow } from "./changednow";
import { useMatched } from "./latest";
import { t } from "./messages";
import { operatorFacts, readOperator, wantedOf } from "./operatorfacts";
import type { Operator } from "./operators";

export function RemoveOperator(props: { of: Operator; onDone: () => void; onClose: () => void }) {
  const path = { operator_id: props.of.operator_id };
  const act = useMatched(props.of, {
    read: () => readOperator(path.operator_id),
    facts: wantedOf,
    work: async (tag: string) => {
      const header = { "If-Match": tag };
      await ask(api.DELETE("/api/v1/operators/{operator_id}", { params: { path, header } }));
      return true;
    },
  });
  const { name } = act.now;
  const remove = async () => {
    if ((await act.run()) !== true) return;
    tell(t("removed", { name }));
    props.onDone();
  };
  return (
    <Confirm
      title={t("remove-ask", { name })}
      act={t("remove")}
      danger
      busy={act.busy}
      problem={act.problem}
      onAct={() => void remove()}
      onClose={props.onClose}
    >
      <p>{t("remove-about")}</p>
      {act.moved && <ChangedNow facts={operatorFacts(act.now)} />}
    </Confirm>
  );
}
