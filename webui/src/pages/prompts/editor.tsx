// The texts of a prompt. Those of a draft can be changed; nothing is saved by itself.
import { useAct } from "@/api/asking";
import { api, askTagged } from "@/api/client";
import { changesOf, editOf, forget, setEdit, type Edit, type Part } from "./edits";
import { t } from "./messages";
import { LANGUAGES, textsOf, type Language, type Tagged } from "./reading";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { AreaField, TextField } from "@/ui/fields";
import { count, languageName } from "@/ui/format";
import { Section } from "@/ui/page";
import { goQuery, place } from "@/ui/router";
import { Failed } from "@/ui/states";
import { tell } from "@/ui/telling";

const MOST_CHARS = 20_000;
const MOST_NOTE = 500;
const MARK = "{canary}";

interface EditorProps {
  readonly tagged: Tagged;
  readonly onSaved: (tagged: Tagged) => void;
  readonly onAgain: () => void;
}

export function Editor({ tagged, onSaved, onAgain }: EditorProps) {
  const { prompt } = tagged;
  const language = languageNow();
  const edit = editOf(prompt.prompt_id);
  const shown = edit ?? editFrom(tagged);
  const changed = edit === null ? [] : changesOf(edit);
  const isDraft = prompt.state === "draft";
  const act = useSave(tagged, onSaved, onAgain);
  const change = (more: Partial<Edit>) => setEdit(prompt.prompt_id, { ...shown, ...more });
  const isStale = edit !== null && edit.base.etag !== tagged.etag;
  const save = () => {
    if (edit !== null && isDraft && !isStale) void act.run(edit);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        save();
      }}
    >
      <Faults faults={prompt.faults} isUnsaved={edit !== null} />
      {!isDraft && <p class="muted">{t("never-changes")}</p>}
      <Section title={t("part-texts")} actions={<Languages {...{ language, changed, prompt }} />}>
        <TextArea
          language={language}
          text={shown.texts[language]}
          isReadOnly={!isDraft}
          onInput={(text) => change({ texts: { ...shown.texts, [language]: text } })}
        />
        {isDraft && (
          <TextField
            label={t("note")}
            hint={t("note-hint")}
            value={shown.note}
            maxLength={MOST_NOTE}
            onInput={(note) => change({ note })}
          />
        )}
        {!isDraft && prompt.note !== "" && <p class="said prompts-note">{prompt.note}</p>}
      </Section>
      {act.problem !== null && act.problem.word !== "changed" && <Failed problem={act.problem} />}
      {isDraft && (
        <SaveBar
          changed={changed}
          isStale={isStale}
          busy={act.busy}
          onDrop={() => forget(prompt.prompt_id)}
        />
      )}
    </form>
  );
}

function useSave(tagged: Tagged, onSaved: (tagged: Tagged) => void, onAgain: () => void) {
  const promptId = tagged.prompt.prompt_id;
  return useAct(async (_key, edit: Edit) => {
    const params = { path: { prompt_id: promptId }, header: { "If-Match": edit.base.etag } };
    const body = { texts: edit.texts, note: edit.note };
    const saved = api.PUT("/api/v1/prompts/{prompt_id}", { params, body });
    const { data, etag } = await askTagged(saved).catch((error: unknown) => {
      onAgain(); // after a 412 the page shows what is there now beside what was typed
      throw error;
    });
    // typed on while it was saved: that stays, on top of what was saved
    const now = editOf(promptId);
    const typed = now !== null && (now.note !== edit.note || !areSame(now, edit));
    const saves = { prompt: data, etag };
    if (typed) setEdit(promptId, { ...now, base: saves });
    else forget(promptId);
    onSaved(saves);
    if (data.faults.length === 0) tell(t("saved"));
    else tell(t("saved-with-faults", { n: data.faults.length }), "warn");
    return saves;
  });
}

function areSame(one: Edit, other: Edit): boolean {
  return LANGUAGES.every((each) => one.texts[each] === other.texts[each]);
}

function editFrom(tagged: Tagged): Edit {
  return { base: tagged, texts: textsOf(tagged.prompt.texts), note: tagged.prompt.note };
}

function languageNow(): Language {
  const wanted = place.value.query.get("text");
  return LANGUAGES.find((each) => each === wanted) ?? "uk";
}

function Languages(props: {
  language: Language;
  changed: readonly Part[];
  prompt: { faults: readonly string[] };
}) {
  return (
    <div class="row" role="group" aria-label={t("language-of-text")}>
      {LANGUAGES.map((each) => (
        <Button
          key={each}
          pressed={each === props.language}
          onClick={() => goQuery({ text: each })}
        >
          {languageName(each)}
          {props.changed.includes(each) && <Badge tone="warn">{t("unsaved")}</Badge>}
          {props.prompt.faults.some((fault) => fault.startsWith(`${each}:`)) && (
            <Badge tone="bad">{t("faulty")}</Badge>
          )}
        </Button>
      ))}
    </div>
  );
}

/** Texts are read-only rather than disabled: they can be selected and copied. */
function TextArea(props: {
  language: Language;
  text: string;
  isReadOnly: boolean;
  onInput: (text: string) => void;
}) {
  const { text, isReadOnly } = props;
  const label = t("text-of", { language: languageName(props.language) });
  const length = Array.from(text).length;
  const hint = t("chars", { n: length, most: count(MOST_CHARS) });
  if (isReadOnly)
    return (
      <div class="stack">
        <pre class="prompts-text said" dir="auto" tabIndex={0} role="group" aria-label={label}>
          {text}
        </pre>
        <p class="small muted">{hint}</p>
      </div>
    );
  return (
    <div class="prompts-editor">
      <AreaField
        label={label}
        hint={hint}
        wrong={wrongOf(text, length)}
        mono
        rows={22}
        value={text}
        onInput={props.onInput}
      />
    </div>
  );
}

/** What can be told while typing; the server tells all faults when it is saved. */
function wrongOf(text: string, length: number): string | undefined {
  if (length > MOST_CHARS) return t("too-long", { n: length - MOST_CHARS });
  if (text.split(MARK).length !== 2) return t("mark-once");
  return undefined;
}

/** The server's own sentences; each begins with the language. */
function Faults({ faults, isUnsaved }: { faults: readonly string[]; isUnsaved: boolean }) {
  if (faults.length === 0) return null;
  return (
    <section class="card stack prompts-faults" aria-label={t("faults")}>
      <h2>{t("faults")}</h2>
      <p>{isUnsaved ? t("faults-of-saved") : t("faults-about")}</p>
      <ul lang="en">
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </section>
  );
}

function SaveBar(props: {
  changed: readonly Part[];
  isStale: boolean;
  busy: boolean;
  onDrop: () => void;
}) {
  const { changed, isStale, busy } = props;
  const parts = changed.map((each) => (each === "note" ? t("note") : languageName(each)));
  return (
    <div class="prompts-savebar row">
      <p class="grow" role="status">
        {changed.length === 0 ? t("nothing-unsaved") : t("unsaved-in", { parts: parts.join(", ") })}
      </p>
      {changed.length > 0 && (
        <Button kind="quiet" disabled={busy} onClick={props.onDrop}>
          {t("drop")}
        </Button>
      )}
      <Button
        type="submit"
        kind="primary"
        busy={busy}
        disabled={changed.length === 0 || isStale}
        title={t("save-key")}
      >
        {t("save")}
      </Button>
    </div>
  );
}
