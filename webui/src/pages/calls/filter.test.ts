import { describe, expect, it } from "vitest";
import { addressOf, CONDITIONS, exportOf, filterOf, keptOf, listOf, startOf } from "./filter";
import type { CallsQuery, Condition } from "./filter";

const of = (text: string, role: "admin" | "operator" = "admin") =>
  filterOf(new URLSearchParams(text), role);

describe("the filter of the call list", () => {
  it("says in the address what it was read from", () => {
    const text = "/calls?degraded=true&outcome=human&period=7d&q=tyre+-winter&sort=cost";
    expect(addressOf(keptOf(of(text.slice(7))))).toBe(text);
  });

  it("leaves out what nobody knows, and what is no value, and says which", () => {
    const filter = of("q=oil&nonsense=1&outcome=eaten&min_duration_ms=-5&since=yesterday");
    expect(keptOf(filter)).toEqual({ q: "oil" });
    expect(filter.ignored).toEqual(["nonsense", "outcome", "min_duration_ms", "since"]);
  });

  it("takes no number of a caller from a role that may not see one", () => {
    expect(of("caller=%2B380501112233&caller_prefix=38050", "operator").set).toEqual({});
    expect(of("caller=%2B380501112233", "operator").ignored).toEqual(["caller"]);
    expect(of("caller=%2B380501112233").set).toEqual({ caller: "+380501112233" });
  });

  it("asks the server with numbers and truths, not with texts", () => {
    const asked = listOf(of("min_duration_ms=5000&max_cost_micros=20000&degraded=false"), 0);
    expect(asked).toEqual({
      min_duration_ms: 5000,
      max_cost_micros: 20000,
      degraded: false,
      sort: "time",
      order: "desc",
    });
  });

  it("moves a period along with the clock", () => {
    const nowMs = Date.parse("2026-11-23T12:00:00Z");
    expect(exportOf(of("period=24h"), nowMs).since).toBe("2026-11-22T12:00:00.000Z");
    expect(startOf("today", nowMs).getHours()).toBe(0);
    expect(startOf("today", nowMs).getTime()).toBeLessThanOrEqual(nowMs);
  });

  it("prefers a time that was chosen to a period", () => {
    const filter = of("period=7d&since=2026-11-01T00:00:00Z");
    expect(filter.period).toBeUndefined();
    expect(filter.ignored).toEqual(["period"]);
    expect(exportOf(filter, 0).since).toBe("2026-11-01T00:00:00Z");
  });

  it("knows every condition of the server", () => {
    // the compiler holds it: a name that is missing here makes this `false`
    type Missing = Exclude<keyof CallsQuery, Condition | "cursor" | "limit" | "sort" | "order">;
    const all: [Missing] extends [never] ? true : false = true;
    expect(all).toBe(true);
    expect(new Set(CONDITIONS).size).toBe(CONDITIONS.length);
  });

  it("does not sort or cut an export", () => {
    expect(exportOf(of("sort=cost&order=asc&q=oil"), 0)).toEqual({ q: "oil" });
  });
});
