// The list for a filter: pages of it, and how much there is.
import { useRef } from "preact/hooks";
import { api, ask } from "@/api/client";
import { usePages, type Pages } from "@/api/paging";
import type { components } from "@/api/schema";
import { count } from "@/ui/format";
import { addressOf, keptOf, listOf, type CallsQuery, type Filter } from "./filter";
import { t } from "./messages";

export type CallRow = components["schemas"]["CallRow"];
export type CallsPage = components["schemas"]["CallsPage"];

/** Ask for the calls of a filter. A period is counted from the moment of the first page: the
 * pages after it are of the same list. */
export function useListing(filter: Filter): Pages<CallRow, CallsPage> {
  const fixed = useRef<CallsQuery>({});
  return usePages<CallRow, CallsPage>(addressOf(keptOf(filter)), (cursor, signal) => {
    if (cursor === undefined) fixed.current = listOf(filter, Date.now());
    const query = cursor === undefined ? fixed.current : { ...fixed.current, cursor };
    return ask(api.GET("/api/v1/calls", { params: { query }, signal }));
  });
}

/** "1,234 calls", or about so many if nobody has counted. */
export function totalShown(page: CallsPage, shown: number, there: boolean): string {
  const { count: all, exact } = page.total;
  // a guess may be below what is on the page already
  const n = exact ? all : Math.max(all, shown);
  if (!there && !exact) return t("total", { n: shown });
  const total = exact ? t("total", { n }) : t("total-about", { n: rounded(n) });
  return shown < n ? `${total}, ${t("shown", { n: count(shown) })}` : total;
}

/** A guess with three digits would promise more than it knows. */
function rounded(n: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, n))) - 1);
  return Math.round(n / step) * step;
}
