// The head of the page: which call it is, its figures, and what can be taken away.
import { useState } from "preact/hooks";
import { asProblem } from "@/api/problem";
import { session } from "@/api/session";
import { Badge, Facts, type Tone } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/fields";
import { clock, count, dateTime, languageName, millis, money } from "@/ui/format";
import { sentence } from "@/ui/states";
import { tell } from "@/ui/telling";
import { t } from "./messages";
import { saveJson, saveSound, saveText } from "./saving";
import type { Call, CallRow } from "./told";
import { OBJECTIVE_MS } from "./waterfall";
import { word } from "./words";

export function mayAct(): boolean {
  const role = session.value?.role;
  return role === "admin" || role === "supervisor";
}

export function Lead({ row }: { row: CallRow }) {
  return (
    <span class="row">
      <Badge tone={toneOf(row.outcome)}>{word("outcome", row.outcome)}</Badge>
      {row.reason !== "" && <span>{word("reason", row.reason)}</span>}
      <span class="mono small call-id">{row.call_id}</span>
    </span>
  );
}

function toneOf(outcome: string): Tone {
  if (outcome === "lost") return "bad";
  if (outcome === "live") return "info";
  return outcome === "ended" ? "good" : "plain";
}

export function Figures({ call }: { call: Call }) {
  const row = call.call;
  const late = (row.worst_turn_ms ?? 0) > OBJECTIVE_MS;
  return (
    <section class="card" aria-label={t("title-plain")}>
      <Facts
        facts={[
          [t("caller"), <Number key="caller" shown={row.caller} />],
          [t("called-number"), row.did || "–"],
          [t("began"), dateTime(row.started_at)],
          [t("lasted"), row.duration_ms === null ? "–" : clock(row.duration_ms / 1_000)],
          [t("language"), row.language === "" ? "–" : languageName(row.language)],
          [t("turns"), count(row.turns)],
          [
            t("worst-turn"),
            <span key="worst" class={late ? "call-late" : undefined}>
              {millis(row.worst_turn_ms)}
              {late && ` (${t("over-objective", { time: millis(OBJECTIVE_MS) })})`}
            </span>,
          ],
          [t("interruptions"), count(row.barge_ins)],
          [t("cost"), money(row.cost_micros)],
          [t("prompt"), <Prompt key="prompt" call={call} />],
          [t("worker"), row.worker || "–"],
          [t("stt-arm"), row.stt_arm || "–"],
          ...(row.order_ids.length > 0 ? [[t("orders"), row.order_ids.join(", ")] as const] : []),
        ]}
      />
    </section>
  );
}

function Number({ shown }: { shown: string }) {
  return (
    <>
      {shown || "–"}
      {!mayAct() && shown !== "" && <span class="hidden-visually"> ({t("masked")})</span>}
    </>
  );
}

/** A link for who may read prompts. */
function Prompt({ call }: { call: Call }) {
  const { prompt } = call.call;
  if (prompt === "") return <>–</>;
  return (
    <>
      {mayAct() ? <a href={`/prompts?version=${encodeURIComponent(prompt)}`}>{prompt}</a> : prompt}
      {call.prompt_sha !== "" && (
        <span class="muted small mono"> {call.prompt_sha.slice(0, 12)}</span>
      )}
    </>
  );
}

/** Copy an address; where the browser does not let us, `refused` shows it. */
export function copyAddress(address: string, refused: (address: string) => void): void {
  const clipboard = (navigator as Partial<Navigator>).clipboard;
  const done = clipboard?.writeText(address) ?? Promise.reject(new Error("no clipboard"));
  done.then(
    () => tell(t("link-copied")),
    () => refused(address),
  );
}

export function LinkDialog({ address, onClose }: { address: string; onClose: () => void }) {
  return (
    <Dialog title={t("link-title")} onClose={onClose}>
      <TextField label={t("link-title")} bare value={address} onInput={() => undefined} />
    </Dialog>
  );
}

export function Downloads({ call }: { call: Call }) {
  const [busy, setBusy] = useState("");
  const id = call.call.call_id;
  const save = async (what: string, work: () => Promise<void>) => {
    setBusy(what);
    try {
      await work();
    } catch (error) {
      tell(sentence(asProblem(error)), "bad");
    }
    setBusy("");
  };
  const canHear = call.call.recorded && call.recording_gone_at === null && mayAct();
  return (
    <details class="call-menu">
      <summary class="button">{t("download")}</summary>
      <div class="call-menu-list card">
        {canHear && (
          <Button
            kind="quiet"
            busy={busy === "sound"}
            onClick={() => void save("sound", () => saveSound(id))}
          >
            {t("download-sound")}
          </Button>
        )}
        <Button
          kind="quiet"
          busy={busy === "text"}
          onClick={() => void save("text", () => saveText(id))}
        >
          {t("download-text")}
        </Button>
        <Button
          kind="quiet"
          busy={busy === "json"}
          onClick={() => void save("json", () => saveJson(call))}
        >
          {t("download-json")}
        </Button>
      </div>
    </details>
  );
}

export function addressOf(id: string, turn?: number): string {
  const query = turn === undefined ? "" : `?turn=${turn}`;
  return `${location.origin}/calls/${id}${query}`;
}
