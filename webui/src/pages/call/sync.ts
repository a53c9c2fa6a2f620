// Transcript and sound in step: who speaks at a time, and the way from turn to turn.
import { linesOf, type Side } from "./lines";
import type { Turn } from "./told";

/** The beginning of a line, on the clock of the recording. */
export interface Moment {
  readonly key: string;
  readonly turn: number;
  readonly side: Side;
  readonly fromS: number;
}

/** A line sounds a little before its first word was found. */
export const LEAD_S = 0.15;

/** All that sounded, in the order of its beginning. */
export function momentsOf(turns: readonly Turn[]): readonly Moment[] {
  const found: Moment[] = [];
  for (const turn of turns)
    for (const { key, side, fromS } of linesOf(turn))
      if (fromS !== null) found.push({ key, turn: turn.turn, side, fromS });
  return found.sort((one, other) => one.fromS - other.fromS || one.turn - other.turn);
}

/** Who began last at a time; null before anybody did. */
export function momentAt(moments: readonly Moment[], atS: number): Moment | null {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle]?.fromS ?? Infinity) <= atS + LEAD_S) low = middle + 1;
    else high = middle;
  }
  return moments[low - 1] ?? null;
}

/** The turn after or before this one, of those that there are; it stays at the ends. */
export function stepped(turns: readonly Turn[], now: number | null, by: 1 | -1): number | null {
  const at = now === null ? -1 : turns.findIndex((each) => each.turn === now);
  const first = by === 1 ? 0 : turns.length - 1;
  const next = at === -1 ? first : Math.min(turns.length - 1, Math.max(0, at + by));
  return turns[next]?.turn ?? null;
}

/** "?turn=3" as a number; null if it names no turn. */
export function turnOf(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}
