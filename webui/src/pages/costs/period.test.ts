import { describe, expect, it } from "vitest";
import { asQuery, dayShown, daysFrom, inAddress, periodOf } from "./period";

const NOW = new Date("2026-03-01T23:30:00Z");
const of = (query: string) => periodOf(new URLSearchParams(query), NOW);

describe("the period in the address", () => {
  it("is by default the server's 30 days", () => {
    expect(of("")).toEqual({ preset: "30d" });
    expect(asQuery(of(""))).toEqual({});
  });

  it("names whole days of UTC, both of them in", () => {
    expect(of("period=7d")).toMatchObject({ since: "2026-02-23", until: "2026-03-01" });
    expect(of("period=month")).toMatchObject({ since: "2026-03-01", until: "2026-03-01" });
    expect(of("period=last-month")).toMatchObject({ since: "2026-02-01", until: "2026-02-28" });
    expect(of("period=year")).toMatchObject({ since: "2025-03-02", until: "2026-03-01" });
  });

  it("may be two days of one's own, which win", () => {
    expect(of("since=2026-01-02&until=2026-01-05&period=7d")).toEqual({
      preset: null,
      since: "2026-01-02",
      until: "2026-01-05",
    });
  });

  it("is the usual one where the address makes no sense", () => {
    for (const query of [
      "period=toString",
      "since=2026-13-77&until=2026-01-01",
      "since=2026-01-01",
    ])
      expect(of(query)).toEqual({ preset: "30d" });
  });

  it("comes back from the address that it writes", () => {
    for (const query of ["", "period=90d", "since=2026-01-02&until=2026-01-05"])
      expect(periodOf(new URLSearchParams(inAddress(of(query))), NOW)).toEqual(of(query));
  });
});

describe("days", () => {
  it("go on over the end of a month and over a change of the clock", () => {
    expect(daysFrom("2026-03-28", "2026-04-01")).toEqual([
      "2026-03-28",
      "2026-03-29",
      "2026-03-30",
      "2026-03-31",
      "2026-04-01",
    ]);
    expect(daysFrom("2026-04-02", "2026-04-01")).toEqual([]);
  });

  it("are shown as they are, in whatever zone the browser lives", () => {
    expect(dayShown("2026-11-03")).toBe("Nov 3, 2026");
  });
});
