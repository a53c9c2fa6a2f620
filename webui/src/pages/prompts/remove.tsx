// Delete a draft. What was published once stays: calls refer to it.
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import { forget } from "./edits";
import { t } from "./messages";
import type { Tagged } from "./reading";
import { Confirm } from "@/ui/dialog";
import { go } from "@/ui/router";
import { tell } from "@/ui/telling";

export function Remove(props: { tagged: Tagged; onChanged: () => void; onClose: () => void }) {
  const { prompt, etag } = props.tagged;
  const act = useAct(async () => {
    const params = { path: { prompt_id: prompt.prompt_id }, header: { "If-Match": etag } };
    await ask(api.DELETE("/api/v1/prompts/{prompt_id}", { params }));
    return true;
  });
  const submit = async () => {
    const isGone = await act.run();
    if (isGone === undefined) {
      props.onChanged();
      return;
    }
    forget(prompt.prompt_id);
    tell(t("deleted", { version: prompt.version }));
    go("/prompts", { replace: true });
  };
  return (
    <Confirm
      title={t("delete-title", { version: prompt.version })}
      act={t("delete")}
      danger
      busy={act.busy}
      problem={act.problem}
      onAct={() => void submit()}
      onClose={props.onClose}
    >
      <p>{t("delete-about")}</p>
    </Confirm>
  );
}
