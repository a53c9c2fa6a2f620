// The order of the board. Oldest first is the feed's own and never moves a row. Pure.
import type { LiveCall } from "@/live/feed";

export const SORTS = ["oldest", "newest", "slowest", "costly", "state", "worker"] as const;
export type Sort = (typeof SORTS)[number];

/** What stands earlier the less it is; calls that are equal stay oldest first. */
const LESS: Readonly<
  Record<Exclude<Sort, "oldest" | "newest">, (a: LiveCall, b: LiveCall) => number>
> = {
  slowest: (a, b) => b.worst_turn_ms - a.worst_turn_ms,
  costly: (a, b) => b.cost_micros - a.cost_micros,
  state: (a, b) => text(a.state, b.state),
  worker: (a, b) => text(a.worker, b.worker),
};

/** Return what the address says, if it is an order. */
export function sortOf(asked: string | null): Sort {
  return SORTS.find((each) => each === asked) ?? "oldest";
}

/** Whether the order may change while calls come and go nowhere. */
export function moves(sort: Sort): boolean {
  return sort !== "oldest" && sort !== "newest";
}

/** Return the calls, given oldest first, in an order. */
export function sorted(calls: readonly LiveCall[], sort: Sort): readonly LiveCall[] {
  if (sort === "oldest") return calls;
  if (sort === "newest") return calls.toReversed();
  return calls.toSorted(LESS[sort]); // stable
}

function text(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
