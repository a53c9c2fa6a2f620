import { describe, expect, it } from "vitest";
import { seriesBy, share, sumsBy, totalOf, type CostOfDay } from "./sums";

function line(
  day: string,
  model: string,
  amount: number,
  more: Partial<CostOfDay> = {},
): CostOfDay {
  return {
    day,
    component: "stt",
    provider: "google",
    model,
    lines: 2,
    unpriced: 0,
    amount_micros: amount,
    aside_micros: 1,
    ...more,
  };
}

const LINES = [
  line("2026-05-02", "chirp", 50),
  line("2026-05-02", "luna", 500, { component: "llm", provider: "openai", unpriced: 1 }),
  line("2026-05-01", "chirp", 30),
  // the same model of another provider is another engine
  line("2026-05-01", "chirp", 7, { provider: "local" }),
];

describe("sums", () => {
  it("of engines tell providers apart, the dearest first", () => {
    const found = sumsBy(LINES, "engine").map((each) => [each.provider, each.model, each.amount]);
    expect(found).toEqual([
      ["openai", "luna", 500],
      ["google", "chirp", 80],
      ["local", "chirp", 7],
    ]);
  });

  it("of components and of days add up to the total", () => {
    const total = totalOf(LINES);
    expect(total).toMatchObject({ amount: 587, lines: 8, unpriced: 1, aside: 4 });
    for (const by of ["component", "day"] as const) {
      const sums = sumsBy(LINES, by);
      expect(sums.reduce((all, each) => all + each.amount, 0)).toBe(total.amount);
    }
    expect(sumsBy(LINES, "day").map((each) => each.key)).toEqual(["2026-05-02", "2026-05-01"]);
  });
});

describe("series of a chart", () => {
  it("have a value for every day, with nothing where nothing was spent", () => {
    const days = ["2026-04-30", "2026-05-01", "2026-05-02"];
    expect(seriesBy(LINES, days, "component", "others")).toEqual([
      { name: "llm", values: [0, 0, 500] },
      { name: "stt", values: [0, 37, 50] },
    ]);
  });

  it("end with the rest where there are more than colours", () => {
    const many = Array.from({ length: 8 }, (_, at) => line("2026-05-01", `m${at}`, 10 - at));
    const found = seriesBy(many, ["2026-05-01"], "model", "others");
    expect(found.map((each) => each.name)).toEqual(["m0", "m1", "m2", "m3", "m4", "others"]);
    expect(found.at(-1)?.values).toEqual([5 + 4 + 3]);
  });
});

it("a share of nothing is nothing", () => {
  expect([share(1, 4), share(0, 0)]).toEqual([0.25, 0]);
});
