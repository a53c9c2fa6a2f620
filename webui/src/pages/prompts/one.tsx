// One prompt of the house: its texts, its diff, its regression runs, and what can be done.
import { useState } from "preact/hooks";
import { useAsk, type Asked } from "@/api/asking";
import { session } from "@/api/session";
import { Compare } from "./compare";
import { Conflict } from "./conflict";
import { Editor } from "./editor";
import { editOf, forget } from "./edits";
import { Leaving } from "./leaving";
import { t } from "./messages";
import { NewDraft } from "./newdraft";
import { Publish } from "./publish";
import { inUse, readPrompt, readShelf, type Prompt, type Shelf, type Tagged } from "./reading";
import { Remove } from "./remove";
import { RunsPart } from "./runs";
import { Badge, SubNav, type Tone } from "@/ui/bits";
import { Button } from "@/ui/button";
import { useEvery } from "@/ui/every";
import { dateTime } from "@/ui/format";
import { Page } from "@/ui/page";
import { place } from "@/ui/router";
import { Shown } from "@/ui/states";

const AGAIN_MS = 15_000;
type Act = "publish" | "remove" | "new" | "mine";

export function One({ id }: { id: string }) {
  const asked = useAsk(`prompt ${id}`, (signal) => readPrompt(id, signal));
  const shelf = useAsk("shelf", readShelf);
  const [act, setAct] = useState<Act | null>(null);
  const again = () => {
    asked.again();
    shelf.again();
  };
  useEvery(AGAIN_MS, () => {
    if (!asked.loading && !shelf.loading) again();
  });
  const told = asked.data;
  const lead = told === undefined ? undefined : <Lead prompt={told.prompt} shelf={shelf.data} />;
  return (
    <Page
      title={told?.prompt.version ?? t("prompt")}
      {...(lead === undefined ? {} : { lead })}
      actions={<Actions tagged={told} isReady={shelf.data !== undefined} onAct={setAct} />}
    >
      <Leaving promptId={id} />
      <Shown asked={asked}>
        {(tagged) => (
          <>
            <Conflict tagged={tagged} onNewDraft={() => setAct("mine")} />
            <Parts tagged={tagged} asked={asked} shelf={shelf} />
            {shelf.data !== undefined && (
              <Acting
                act={act}
                tagged={tagged}
                shelf={shelf.data}
                onDone={again}
                onClose={() => setAct(null)}
              />
            )}
          </>
        )}
      </Shown>
    </Page>
  );
}

function Lead({ prompt, shelf }: { prompt: Prompt; shelf: Shelf | undefined }) {
  const tones: Record<Prompt["state"], Tone> = {
    draft: "info",
    published: "good",
    retired: "plain",
  };
  return (
    <span class="row">
      <Badge tone={tones[prompt.state]}>{t(`state-${prompt.state}`)}</Badge>
      <span>
        {t("made-from", {
          who: prompt.created_by,
          when: dateTime(prompt.created_at),
          base: prompt.based_on,
        })}
      </span>
      {prompt.published_at !== null && (
        <span>
          {t("published-by", { who: prompt.published_by, when: dateTime(prompt.published_at) })}
        </span>
      )}
      {shelf !== undefined && prompt.state !== "published" && (
        <span>{t("others-use", { version: inUse(shelf).version })}</span>
      )}
    </span>
  );
}

function Actions(props: {
  tagged: Tagged | undefined;
  isReady: boolean;
  onAct: (act: Act) => void;
}) {
  const { tagged, isReady, onAct } = props;
  if (tagged === undefined) return null;
  const { prompt } = tagged;
  const isUnsaved = editOf(prompt.prompt_id) !== null;
  const isAdmin = session.value?.role === "admin";
  const why = reasonAgainst(prompt, isUnsaved);
  return (
    <>
      {prompt.state === "draft" && (
        <Button kind="danger" disabled={!isReady} onClick={() => onAct("remove")}>
          {t("delete")}
        </Button>
      )}
      <Button disabled={!isReady} onClick={() => onAct("new")}>
        {t("draft-of-this")}
      </Button>
      {prompt.state !== "published" && isAdmin && (
        <Button
          kind="primary"
          disabled={!isReady || why !== ""}
          title={why}
          onClick={() => onAct("publish")}
        >
          {t("publish")}
        </Button>
      )}
      {prompt.state !== "published" && why !== "" && <span class="small muted">{why}</span>}
      {!isAdmin && prompt.state === "draft" && why === "" && (
        <span class="small muted">{t("admins-publish")}</span>
      )}
    </>
  );
}

function reasonAgainst(prompt: Prompt, isUnsaved: boolean): string {
  if (isUnsaved) return t("save-first");
  return prompt.faults.length > 0 ? t("faults-first") : "";
}

function Parts(props: { tagged: Tagged; asked: Asked<Tagged>; shelf: Asked<Shelf> }) {
  const { tagged, asked, shelf } = props;
  // an answer that was asked for before the save must not bring the old version back
  const save = (saved: Tagged) => {
    asked.put(saved);
    asked.again();
  };
  const here = `/prompts/${tagged.prompt.prompt_id}`;
  const part = place.value.query.get("part") ?? "";
  const links = [
    [here, t("part-texts")],
    [`${here}?part=diff`, t("part-diff")],
    [`${here}?part=runs`, t("part-runs")],
  ] as const;
  return (
    <>
      <SubNav label={t("parts")} here={part === "" ? here : `${here}?part=${part}`} links={links} />
      {part === "" && <Editor tagged={tagged} onSaved={save} onAgain={asked.again} />}
      {part === "diff" && (
        <Shown asked={shelf}>{(data) => <Compare tagged={tagged} shelf={data} />}</Shown>
      )}
      {part === "runs" && <RunsPart prompt={tagged.prompt} />}
    </>
  );
}

function Acting(props: {
  act: Act | null;
  tagged: Tagged;
  shelf: Shelf;
  onDone: () => void;
  onClose: () => void;
}) {
  const { act, tagged, shelf, onDone, onClose } = props;
  const { prompt } = tagged;
  const edit = editOf(prompt.prompt_id);
  if (act === "publish") return <Publish {...{ tagged, shelf, onDone, onClose }} />;
  if (act === "remove") return <Remove {...{ tagged, onClose }} onChanged={onDone} />;
  if (act === "new") return <NewDraft shelf={shelf} base={prompt.version} onClose={onClose} />;
  if (act === null || edit === null) return null;
  return (
    <NewDraft
      shelf={shelf}
      base={prompt.version}
      texts={edit.texts}
      onMade={() => forget(prompt.prompt_id)}
      onClose={onClose}
    />
  );
}
