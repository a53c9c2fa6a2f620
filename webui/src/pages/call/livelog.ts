// What happens in a live call, as entries in the order of time. They come from two sides:
// the journal tells what was before, the feed what happens now; both may tell the same.
import type { CallEvent } from "./told";
import type { Side } from "./lines";

interface At {
  readonly key: string;
  /** Seconds since the call began. */
  readonly atS: number;
}

export interface LineEntry extends At {
  readonly is: "line";
  readonly side: Side;
  readonly text: string;
  readonly cut: boolean;
  readonly bySupervisor: boolean;
}
export interface ToolEntry extends At {
  readonly is: "tool";
  readonly turn: number;
  readonly tool: string;
  /** Null while it runs. */
  readonly ok: boolean | null;
  readonly tookMs: number | null;
}
export interface AnswerEntry extends At {
  readonly is: "answer";
  readonly turn: number;
  readonly totalMs: number;
  /** Stages in ms, as they are told. */
  readonly stages: Readonly<Record<string, number>>;
}
/** A rung that was taken, where the caller went, what the operators did. */
export interface NoteEntry extends At {
  readonly is: "degraded" | "transferred" | "handover";
  readonly fields: Readonly<Record<string, unknown>>;
}
export type Entry = LineEntry | ToolEntry | AnswerEntry | NoteEntry;

type Fields = Readonly<Record<string, unknown>>;

/** An event of the feed. Returns null for what is no entry. */
export function ofFeed(
  event: { readonly name: string; readonly at_s: number; readonly fields: Fields },
  startedS: number,
): Entry | null {
  const { name, fields } = event;
  const at = placed(event.at_s - startedS, name, fields);
  switch (name) {
    case "call:line":
      return line(at, fields["who"] === "caller" ? "caller" : "agent", fields);
    case "call:tool":
      return tool(at, fields);
    case "call:turn":
      return answer(at, fields);
    case "call:degraded":
      return { ...at, is: "degraded", fields };
    case "call:transferred":
      return { ...at, is: "transferred", fields };
    case "operator:handover":
      return { ...at, is: "handover", fields };
    default:
      return null;
  }
}

/** A record of the journal. Returns null for what is no entry. */
export function ofJournal(event: CallEvent): Entry | null {
  const { event: name, fields } = event;
  const at = placed(event.t, name, fields);
  switch (name) {
    case "caller:said":
      return fields["aside"] === true ? null : line(at, "caller", fields);
    case "agent:said":
      return line(at, "agent", fields);
    case "tool:called":
      return tool(at, { ...fields, ok: undefined });
    case "tool:returned":
      return tool(at, fields);
    case "call:turn":
      return answer(at, fields);
    case "call:degraded":
      return { ...at, is: "degraded", fields };
    case "call:transferred":
      return { ...at, is: "transferred", fields };
    default:
      return null;
  }
}

function placed(atS: number, name: string, fields: Fields): At {
  const what = text(fields["tool"]) || text(fields["who"]);
  return { key: `${name} ${what} ${atS.toFixed(3)}`, atS: Math.max(0, atS) };
}

function line(at: At, side: Side, fields: Fields): Entry | null {
  const said = text(fields["text"]);
  if (said === "") return null;
  const bySupervisor = fields["by"] === "supervisor";
  return { ...at, is: "line", side, text: said, cut: fields["cut"] === true, bySupervisor };
}

function tool(at: At, fields: Fields): Entry {
  const ok = typeof fields["ok"] === "boolean" ? fields["ok"] : null;
  const tookMs = ok === null ? null : number(fields["took_ms"]);
  return {
    ...at,
    is: "tool",
    turn: number(fields["turn"]),
    tool: text(fields["tool"]),
    ok,
    tookMs,
  };
}

function answer(at: At, fields: Fields): Entry {
  const stages: Record<string, number> = {};
  for (const [name, value] of Object.entries(fields))
    if (name.endsWith("_ms") && typeof value === "number") stages[name.slice(0, -3)] = value;
  return {
    ...at,
    is: "answer",
    turn: number(fields["turn"]),
    totalMs: stages["total"] ?? 0,
    stages,
  };
}

const SAME_S = 3; // the feed's times are the wall clock's, the journal's are of the call

/** Put entries into a log that is in order. One that is there already changes nothing; the
 * answer of a tool takes the place of its call. */
export function merged(log: readonly Entry[], more: readonly Entry[]): readonly Entry[] {
  let found = [...log];
  for (const entry of more) {
    if (found.some((each) => isSame(each, entry))) continue;
    const open = entry.is === "tool" && entry.ok !== null ? openOf(found, entry) : -1;
    if (open === -1) found.push(entry);
    else found = found.with(open, { ...entry, key: found[open]?.key ?? entry.key });
  }
  return found.sort((one, other) => one.atS - other.atS);
}

function isSame(one: Entry, other: Entry): boolean {
  if (one.is !== other.is) return false;
  if (one.is === "answer" && other.is === "answer") return one.turn === other.turn;
  if (Math.abs(one.atS - other.atS) > SAME_S) return false;
  if (one.is === "line" && other.is === "line")
    return one.side === other.side && startsAlike(one.text, other.text);
  if (one.is === "tool" && other.is === "tool")
    // a call that was answered already is known too
    return one.tool === other.tool && one.turn === other.turn && (one.ok ?? other.ok) === one.ok;
  return JSON.stringify(one) === JSON.stringify({ ...other, key: one.key, atS: one.atS });
}

/** The feed tells only the first 300 characters. */
function startsAlike(one: string, other: string): boolean {
  return one.startsWith(other) || (other.startsWith(one) && one.length > 0);
}

function openOf(log: readonly Entry[], answer: ToolEntry): number {
  return log.findIndex(
    (each) =>
      each.is === "tool" &&
      each.ok === null &&
      each.tool === answer.tool &&
      each.turn === answer.turn,
  );
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
