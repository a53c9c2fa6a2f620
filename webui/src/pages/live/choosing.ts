// Which calls the board shows, and in what order. Neither follows every change: rows that
// jump cannot be read. Calls that come and go are shown at once; what changes within calls
// moves rows once a second.
import { useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Feed, LiveCall } from "@/live/feed";
import { filterOf } from "./filter";
import { moves, sorted, type Sort } from "./sorting";

/** Return all live calls as they are at this second. */
export function callsOf(feed: Feed): readonly LiveCall[] {
  return feed.ids.value.flatMap((id) => feed.call(id).peek() ?? []);
}

/** Return the ids of the calls that pass, in their order. */
export function useChosen(feed: Feed, typed: string, sort: Sort): readonly string[] {
  const filter = useMemo(() => filterOf(typed), [typed]);
  const ids = feed.ids.value;
  const changes = filter !== null || moves(sort);
  const second = useComputed(() => Math.floor(feed.nowS.value));
  const turn = changes ? second.value : 0;
  return useMemo(() => {
    if (filter === null && sort === "oldest") return ids;
    const calls = ids.flatMap((id) => feed.call(id).peek() ?? []);
    const passing = filter === null ? calls : calls.filter(filter);
    return sorted(passing, sort).map((each) => each.call_id);
  }, [feed, ids, filter, sort, turn]);
}
