// What there is to choose from in the menus of the filter: what calls of the last months had.
// Without an answer the fields take free text; nobody has to wait for it.
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { Condition } from "./filter";

export type Choices = Readonly<Partial<Record<Condition, readonly string[]>>>;

const NONE: Choices = {};

export function useFacets(): Choices {
  const asked = useAsk("facets", (signal) => ask(api.GET("/api/v1/calls/facets", { signal })));
  return asked.data ?? NONE;
}
