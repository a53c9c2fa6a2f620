// The conversation as entries, in the order in which the server told them.
import { number, text, type Fields, type TryEvent } from "./protocol";

interface At {
  readonly key: number;
  readonly atS: number;
}

export interface LineEntry extends At {
  readonly is: "line";
  readonly who: "caller" | "agent";
  readonly text: string;
  /** The agent was interrupted here. */
  readonly cut: boolean;
  readonly bySupervisor: boolean;
}

export interface ToolEntry extends At {
  readonly is: "tool";
  readonly turn: number;
  readonly tool: string;
  readonly arguments: string;
  readonly result: string;
  /** Null while it runs. */
  readonly ok: boolean | null;
  readonly tookMs: number | null;
}

export interface AnswerEntry extends At {
  readonly is: "answer";
  readonly turn: number;
  readonly totalMs: number;
  /** Stages in ms, longest first. */
  readonly stages: readonly (readonly [string, number])[];
}

export interface DegradedEntry extends At {
  readonly is: "degraded";
  readonly rung: string;
  readonly stage: string;
  readonly reason: string;
}

export interface MovedEntry extends At {
  readonly is: "moved";
  readonly next: string;
  readonly reason: string;
}

export type Entry = LineEntry | ToolEntry | AnswerEntry | DegradedEntry | MovedEntry;

/** Return the log with what an event adds to it. */
export function added(log: readonly Entry[], event: TryEvent): readonly Entry[] {
  const at: At = { key: (log.at(-1)?.key ?? 0) + 1, atS: event.atS };
  switch (event.name) {
    case "call:line":
      return withLine(log, at, event.fields);
    case "call:tool":
      return withTool(log, at, event.fields);
    case "call:turn":
      return [...log, answer(at, event.fields)];
    case "call:degraded": {
      const [rung, stage, reason] = texts(event.fields, "rung", "stage", "reason");
      return [...log, { ...at, is: "degraded", rung, stage, reason }];
    }
    case "call:transferred": {
      const [next, reason] = texts(event.fields, "next", "reason");
      return [...log, { ...at, is: "moved", next, reason }];
    }
    default:
      return log;
  }
}

function withLine(log: readonly Entry[], at: At, fields: Fields): readonly Entry[] {
  const said = text(fields["text"]);
  if (said === "") return log;
  const who = fields["who"] === "caller" ? "caller" : "agent";
  const bySupervisor = fields["by"] === "supervisor";
  return [
    ...log,
    { ...at, is: "line", who, text: said, cut: fields["cut"] === true, bySupervisor },
  ];
}

function withTool(log: readonly Entry[], at: At, fields: Fields): readonly Entry[] {
  const ok = typeof fields["ok"] === "boolean" ? fields["ok"] : null;
  const [tool, result] = texts(fields, "tool", "result");
  const turn = number(fields["turn"]);
  const tookMs = ok === null ? null : number(fields["took_ms"]);
  const open = log.findIndex(
    (each) => each.is === "tool" && each.ok === null && each.tool === tool && each.turn === turn,
  );
  const began = log[open];
  if (ok !== null && began?.is === "tool") return log.with(open, { ...began, ok, tookMs, result });
  const given = text(fields["arguments"]);
  return [...log, { ...at, is: "tool", turn, tool, arguments: given, result, ok, tookMs }];
}

function answer(at: At, fields: Fields): AnswerEntry {
  const stages = Object.entries(fields)
    .filter(([name, value]) => name.endsWith("_ms") && name !== "total_ms" && number(value) > 0)
    .map(([name, value]) => [name.slice(0, -3), number(value)] as const)
    .sort(([, one], [, other]) => other - one);
  const [turn, totalMs] = [number(fields["turn"]), number(fields["total_ms"])];
  return { ...at, is: "answer", turn, totalMs, stages };
}

function texts<const Names extends readonly string[]>(
  fields: Fields,
  ...names: Names
): { [At in keyof Names]: string } {
  return names.map((each) => text(fields[each])) as { [At in keyof Names]: string };
}
