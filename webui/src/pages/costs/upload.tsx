// Upload a price table as a draft: a file or pasted text, checked by the server.
import { useId, useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { Problem } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { AreaField, TextField, wrongWith } from "@/ui/fields";
import { Failed } from "@/ui/states";
import { lineOf, type PriceVersion } from "./pricestate";
import { p } from "./pricemessages";

const MOST_CHARS = 500_000;
const MOST_NOTE = 500;

export function Upload(props: { onDone: (table: PriceVersion) => void; onClose: () => void }) {
  const [yaml, setYaml] = useState("");
  const [note, setNote] = useState("");
  const act = useAct((key, wanted: { yaml: string; note: string }) =>
    ask(
      api.POST("/api/v1/prices", { params: { header: { "Idempotency-Key": key } }, body: wanted }),
    ),
  );
  const keep = async () => {
    const told = await act.run({ yaml, note });
    if (told !== undefined) props.onDone(told);
  };
  const tooLong = yaml.length > MOST_CHARS;
  const wrong = tooLong ? p("too-long", { n: MOST_CHARS }) : wrongWith(act.problem, "body.yaml");
  return (
    <Dialog title={p("upload-title")} wide onClose={props.onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <p class="muted">{p("upload-about")}</p>
        <div class="row costs-begin">
          <FileField onText={setYaml} />
          <Begin onText={setYaml} />
        </div>
        <AreaField
          label={p("yaml")}
          mono
          rows={14}
          hint={wrong === undefined ? p("yaml-hint") : undefined}
          wrong={wrong}
          value={yaml}
          onInput={(text) => {
            setYaml(text);
            act.clear(); // what was wrong with another text says nothing of this one
          }}
        />
        <Where yaml={yaml} problem={act.problem} />
        <TextField
          label={p("note")}
          hint={p("note-hint")}
          wrong={wrongWith(act.problem, "body.note")}
          maxLength={MOST_NOTE}
          value={note}
          onInput={setNote}
        />
        {act.problem !== null && act.problem.fields.length === 0 && (
          <Failed problem={act.problem} />
        )}
        <div class="row row-end">
          <Button type="submit" kind="primary" busy={act.busy} disabled={yaml === "" || tooLong}>
            {p("keep")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function FileField({ onText }: { onText: (text: string) => void }) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {p("file")}
      </label>
      <input
        id={id}
        type="file"
        accept=".yaml,.yml,text/plain"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // a larger one is refused above by its length; no need to read all of it
          if (file !== undefined)
            void file
              .slice(0, MOST_CHARS * 4 + 4)
              .text()
              .then(onText);
        }}
      />
    </div>
  );
}

/** The packaged table as the beginning of one's own. */
function Begin({ onText }: { onText: (text: string) => void }) {
  const act = useAct(() => ask(api.GET("/api/v1/prices/packaged")));
  const begin = async () => {
    const told = await act.run();
    if (told !== undefined) onText(told.yaml);
  };
  return (
    <>
      <Button busy={act.busy} onClick={() => void begin()}>
        {p("start-packaged")}
      </Button>
      {act.problem !== null && <Failed problem={act.problem} />}
    </>
  );
}

/** The line of the text that the server's sentence is about. */
function Where({ yaml, problem }: { yaml: string; problem: Problem | null }) {
  const sentence = wrongWith(problem, "body.yaml");
  const line = sentence === undefined ? null : lineOf(yaml, sentence);
  if (line === null) return null;
  return (
    <div class="costs-wrong-line">
      <p class="small muted">{p("line-is", { n: line.n })}</p>
      <pre>{line.text}</pre>
    </div>
  );
}
