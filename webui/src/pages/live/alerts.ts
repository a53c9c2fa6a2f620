// What a supervisor should look at now, from what the feed knows. Pure: it returns what to
// say, most urgent first; the strip says it.
//
// A caller waits for a human from the end of his call with the agent until the telephone
// system reports how it went on. Only what happened since this page was opened is known here.
import type { LiveCall, LiveEvent, Presence, Worker } from "@/live/feed";
import type { Tone } from "@/ui/bits";

export interface Known {
  readonly calls: readonly LiveCall[];
  readonly workers: readonly Worker[];
  readonly operators: readonly Presence[];
  readonly happenings: readonly LiveEvent[];
  readonly nowS: number;
}

export type Kind =
  | "no-workers"
  | "gone"
  | "dependency"
  | "waiting"
  | "unanswered"
  | "degraded"
  | "nobody-free"
  | "full"
  | "draining";

export interface Alert {
  readonly kind: Kind;
  /** Of the same kind each is another one. */
  readonly key: string;
  readonly tone: Tone;
  readonly n: number;
  /** Who or what: a name, a queue, a rung. */
  readonly who: string;
  readonly what: string;
  readonly sinceS: number | null;
  /** Where to look: a call, or a filter of the board. */
  readonly callId: string;
  readonly filter: string;
}

const ANSWERED = ["ANSWER", "CONTINUE"]; // what Asterisk says of a queue that somebody took
const WAIT_MOST_S = 600; // then the report was lost, not the caller still there
const UNANSWERED_S = 900;
const MOST_EACH = 3;

/** Return the alerts, most urgent first. */
export function alertsOf(known: Known): readonly Alert[] {
  return [
    ...workersMissing(known),
    ...waiting(known),
    ...unanswered(known),
    ...dependencies(known),
    ...callsInNeed(known),
    ...nobodyFree(known),
    ...workersFew(known),
  ];
}

function alert(kind: Kind, tone: Tone, more: Partial<Alert> = {}): Alert {
  const blank = { key: "", n: 0, who: "", what: "", sinceS: null, callId: "", filter: "" };
  return { kind, tone, ...blank, ...more };
}

function workersMissing({ workers }: Known): Alert[] {
  return workers.length === 0 ? [alert("no-workers", "bad")] : [];
}

function callsInNeed({ calls }: Known): Alert[] {
  const gone = calls.filter((each) => each.gone).length;
  const degraded = calls.filter((each) => each.degraded !== "").length;
  return [
    ...(gone > 0 ? [alert("gone", "bad", { n: gone, filter: "gone:yes" })] : []),
    ...(degraded > 0 ? [alert("degraded", "warn", { n: degraded, filter: "degraded:yes" })] : []),
  ];
}

/** Callers whom the agent has let go and nobody has taken. */
function waiting({ happenings, nowS }: Known): Alert[] {
  const since = new Map<string, number>();
  for (const event of happenings)
    if (event.name === "call:ended" && event.fields["next"] === "human")
      since.set(event.call_id, event.at_s);
    else if (event.name === "operator:handover") since.delete(event.call_id);
  return [...since]
    .filter(([, sinceS]) => nowS - sinceS < WAIT_MOST_S)
    .slice(0, MOST_EACH)
    .map(([callId, sinceS]) => alert("waiting", "warn", { key: callId, callId, sinceS }));
}

/** Callers whom no operator took; the newest first. */
function unanswered({ happenings, nowS }: Known): Alert[] {
  return happenings
    .filter((each) => each.name === "operator:handover" && nowS - each.at_s < UNANSWERED_S)
    .filter((each) => !ANSWERED.includes(textOf(each, "status")))
    .slice(-MOST_EACH)
    .toReversed()
    .map((each) =>
      alert("unanswered", "bad", {
        key: each.call_id,
        callId: each.call_id,
        who: textOf(each, "queue"),
        sinceS: each.at_s,
      }),
    );
}

/** What a dependency does to callers, as the workers tell; once, however many tell it. */
function dependencies({ workers }: Known): Alert[] {
  const hears = new Map<string, string>();
  for (const worker of workers)
    for (const [name, heard] of Object.entries(worker.health))
      if (heard !== "" && !hears.has(name)) hears.set(name, heard);
  return [...hears].map(([who, what]) => alert("dependency", "warn", { key: who, who, what }));
}

function nobodyFree({ operators }: Known): Alert[] {
  const free = operators.some((each) => each.presence === "free");
  return operators.length > 0 && !free ? [alert("nobody-free", "warn")] : [];
}

function workersFew({ workers }: Known): Alert[] {
  const taking = workers.filter((each) => !each.draining);
  const full = taking.length > 0 && taking.every((each) => each.load >= each.capacity);
  const draining = workers.filter((each) => each.draining);
  return [
    ...(full ? [alert("full", "bad")] : []),
    ...draining.map(({ worker }) => alert("draining", "info", { key: worker, who: worker })),
  ];
}

function textOf(event: LiveEvent, name: string): string {
  const value = event.fields[name];
  return typeof value === "string" ? value : "";
}
