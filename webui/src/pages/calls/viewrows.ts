// Saved views: filters of this page with names, at the server.
import { useAsk, type Asked } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { session } from "@/api/session";
import { addressOf, filterOf, keptOf, type Filter } from "./filter";

export type View = components["schemas"]["View"];
export type Views = components["schemas"]["Views"];

export const PAGE = "calls";

export function useViews(): Asked<Views> {
  return useAsk("views", (signal) =>
    ask(api.GET("/api/v1/views", { params: { query: { page: PAGE } }, signal })),
  );
}

/** What a view finds; what this page does not know (any more) is left out. */
export function filterOfView(view: View): Filter {
  return filterOf(new URLSearchParams(Object.entries(view.query)), session.value?.role);
}

export function addressOfView(view: View): string {
  return addressOf(keptOf(filterOfView(view)));
}

/** The version that a change must name. */
export function tagOf(view: View): string {
  return `"${view.version}"`;
}
