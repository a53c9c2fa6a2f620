// Where the time of a turn went: the stages of an answer on one axis for all turns.
import type { Turn } from "./told";

export const STAGES = ["endpointing", "stt", "llm", "tool", "tts", "filler", "wire"] as const;
export type Stage = (typeof STAGES)[number];

/** What callers may wait for an answer at most, in ms. */
export const OBJECTIVE_MS = 1_200;
const LEAST_AXIS_MS = 1_500;
const MOST_AXIS_MS = 4_000; // one answer of half a minute shall not flatten all others

export interface Span {
  readonly stage: Stage;
  readonly fromMs: number;
  readonly ms: number;
  /** Its name, if it is one. */
  readonly tool: string;
}

export interface Bar extends Span {
  /** In percent of the axis. */
  readonly left: number;
  readonly width: number;
}

/** The stages that took time; empty if nobody measured the turn. */
export function spansOf(turn: Turn): readonly Span[] {
  const told = turn.stages.map((each) => ({
    stage: each.name,
    fromMs: each.start_ms,
    ms: each.ms,
    tool: each.tool ?? "",
  }));
  return (told.length > 0 ? told : oneByOne(turn)).filter((each) => each.ms > 0);
}

/** Of turns that earlier versions measured: one stage after the other. */
function oneByOne(turn: Turn): readonly Span[] {
  const measured = {
    endpointing: turn.endpointing_ms,
    stt: turn.stt_ms,
    llm: turn.llm_ms,
    tool: 0,
    tts: turn.tts_ms,
    filler: turn.filler_ms,
    wire: turn.wire_ms,
  };
  let fromMs = 0;
  return STAGES.map((stage) => {
    const ms = Math.max(0, measured[stage] ?? 0);
    const span = { stage, fromMs, ms, tool: "" };
    fromMs += ms;
    return span;
  });
}

/** All that a stage took in a turn; null if the turn was not measured. */
export function stageMs(turn: Turn, stage: Stage): number | null {
  if (turn.total_ms === null) return null;
  return spansOf(turn).reduce((sum, each) => sum + (each.stage === stage ? each.ms : 0), 0);
}

/** The length of the axis: the slowest turn, but neither too short nor too long to read. */
export function axisOf(turns: readonly Turn[]): number {
  let slowest = 0;
  for (const turn of turns) slowest = Math.max(slowest, turn.total_ms ?? 0);
  return Math.min(MOST_AXIS_MS, Math.max(LEAST_AXIS_MS, slowest * 1.05));
}

/** Where the stages lie on the axis; what goes beyond its end is cut there. */
export function barsOf(turn: Turn, axisMs: number): readonly Bar[] {
  return spansOf(turn)
    .filter((each) => each.fromMs < axisMs)
    .map((each) => {
      const end = Math.min(axisMs, each.fromMs + each.ms);
      const left = (100 * each.fromMs) / axisMs;
      return { ...each, left, width: (100 * (end - each.fromMs)) / axisMs };
    });
}

export function isLate(turn: Turn): boolean {
  return turn.total_ms !== null && turn.total_ms > OBJECTIVE_MS;
}
