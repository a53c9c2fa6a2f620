// A new draft: its name, and the version that it begins as. With `texts` it begins as what
// somebody typed into a draft that cannot be changed any more.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask, askTagged } from "@/api/client";
import { t } from "./messages";
import { inUse, type Shelf, type Texts } from "./reading";
import { Confirm } from "@/ui/dialog";
import { SelectField, TextField, wrongWith } from "@/ui/fields";
import { go } from "@/ui/router";
import { tell } from "@/ui/telling";

const NAME = /^[a-z0-9][a-z0-9_.-]{0,63}$/;
const NOTE_CHARS = 500;

interface Wanted {
  version: string;
  base: string;
  note: string;
}

export function NewDraft(props: {
  shelf: Shelf;
  base?: string;
  texts?: Texts;
  onMade?: () => void;
  onClose: () => void;
}) {
  const { shelf, texts } = props;
  const used = inUse(shelf).version;
  const [wanted, setWanted] = useState({ version: "", base: props.base ?? used, note: "" });
  const act = useAct((key, body: Wanted) => make(key, body, texts));
  const submit = async () => {
    const made = await act.run(wanted);
    if (made === undefined) return;
    props.onMade?.();
    props.onClose();
    tell(t("made", { version: made.version }));
    go(`/prompts/${made.prompt_id}`);
  };
  const isNamed = NAME.test(wanted.version);
  return (
    <Confirm
      title={t("new-draft")}
      act={t("make-draft")}
      busy={act.busy}
      problem={act.problem}
      disabled={!isNamed}
      onAct={() => void submit()}
      onClose={props.onClose}
    >
      <TextField
        label={t("draft-name")}
        hint={t("draft-name-hint")}
        wrong={wrongName(wanted.version) ?? wrongWith(act.problem, "body.version")}
        value={wanted.version}
        autocomplete="off"
        maxLength={64}
        onInput={(version) => setWanted({ ...wanted, version })}
      />
      <SelectField
        label={t("begins-as")}
        value={wanted.base}
        options={versionsOf(shelf, used)}
        onInput={(base) => setWanted({ ...wanted, base })}
      />
      <TextField
        label={t("note")}
        hint={t("note-hint")}
        value={wanted.note}
        maxLength={NOTE_CHARS}
        onInput={(note) => setWanted({ ...wanted, note })}
      />
    </Confirm>
  );
}

/** All versions, what is in use first. */
export function versionsOf(shelf: Shelf, used: string): [string, string][] {
  const names = [...shelf.rows.map((row) => row.version), ...[...shelf.packaged].reverse()];
  const others = names.filter((name) => name !== used).map((name) => shown(shelf, name));
  return [[used, t("option-in-use", { version: used })], ...others];
}

function shown(shelf: Shelf, name: string): [string, string] {
  const row = shelf.rows.find((each) => each.version === name);
  if (row === undefined) return [name, t("option-packaged", { version: name })];
  return [name, row.state === "draft" ? t("option-draft", { version: name }) : name];
}

async function make(key: string, { version, base, note }: Wanted, texts: Texts | undefined) {
  const header = { "Idempotency-Key": key };
  const asked = api.POST("/api/v1/prompts", { params: { header }, body: { version, base, note } });
  if (texts === undefined) return await ask(asked);
  const { data, etag } = await askTagged(asked);
  const path = { prompt_id: data.prompt_id };
  const params = { path, header: { "If-Match": etag } };
  return await ask(api.PUT("/api/v1/prompts/{prompt_id}", { params, body: { texts, note } }));
}

function wrongName(version: string): string | undefined {
  if (version === "" || NAME.test(version)) return undefined;
  return t("draft-name-wrong");
}
