// Somebody else has changed what is being typed at: both versions are shown, nothing is lost.
import { useMemo } from "preact/hooks";
import { Diffs } from "./diffview";
import { changesOf, editOf, forget, rebased, setEdit, type Edit } from "./edits";
import { compared } from "./lines";
import { t } from "./messages";
import { LANGUAGES, textsOf, type Tagged } from "./reading";
import { Button } from "@/ui/button";

export function Conflict({ tagged, onNewDraft }: { tagged: Tagged; onNewDraft: () => void }) {
  const edit = editOf(tagged.prompt.prompt_id);
  if (edit === null || edit.base.etag === tagged.etag) return null;
  return <Both edit={edit} tagged={tagged} onNewDraft={onNewDraft} />;
}

function Both(props: { edit: Edit; tagged: Tagged; onNewDraft: () => void }) {
  const { edit, tagged, onNewDraft } = props;
  const { prompt } = tagged;
  const isDraft = prompt.state === "draft";
  const mine = rebased(edit, tagged);
  const lines = useMemo(() => {
    const theirs = textsOf(prompt.texts);
    return LANGUAGES.map((each) => [each, compared(theirs[each], mine.texts[each])] as const);
  }, [prompt, edit]);
  const isNoteMine = changesOf(mine).includes("note");
  return (
    <section class="card stack prompts-conflict" role="alert" aria-label={t("conflict-title")}>
      <h2>{t("conflict-title")}</h2>
      <p>{isDraft ? t("conflict-about") : t("conflict-published")}</p>
      <Diffs before={t("theirs")} after={t("mine")} lines={lines} />
      {isNoteMine && (
        <p class="said">{t("conflict-note", { theirs: prompt.note, mine: mine.note })}</p>
      )}
      <div class="row row-end">
        <Button onClick={() => forget(prompt.prompt_id)}>{t("take-theirs")}</Button>
        {isDraft ? (
          <Button kind="primary" onClick={() => setEdit(prompt.prompt_id, mine)}>
            {t("keep-mine")}
          </Button>
        ) : (
          <Button kind="primary" onClick={onNewDraft}>
            {t("mine-as-draft")}
          </Button>
        )}
      </div>
    </section>
  );
}
