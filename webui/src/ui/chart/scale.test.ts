import { describe, expect, it } from "vitest";
import { spread, ticks } from "@/ui/chart/scale";

describe("ticks", () => {
  it("are round and end at or above the greatest value", () => {
    expect(ticks(7)).toEqual([0, 2, 4, 6, 8]);
    expect(ticks(100)).toEqual([0, 25, 50, 75, 100]);
    expect(ticks(1_234_567)).toEqual([0, 500_000, 1_000_000, 1_500_000]);
  });

  it("are few whatever the size of the values", () => {
    for (const most of [0.003, 1, 9.99, 123, 4e9, 7.5e12]) {
      const found = ticks(most);
      expect(found.at(-1)).toBeGreaterThanOrEqual(most);
      expect(found.length).toBeGreaterThanOrEqual(3);
      expect(found.length).toBeLessThanOrEqual(6);
    }
  });

  it("make an axis even where there is nothing", () => {
    expect(ticks(0)).toEqual([0, 1]);
    expect(ticks(Number.NaN)).toEqual([0, 1]);
  });
});

describe("spread", () => {
  it("always names the last place", () => {
    expect(spread(30, 5)).toEqual([5, 11, 17, 23, 29]);
    expect(spread(3, 6)).toEqual([0, 1, 2]);
    expect(spread(0, 6)).toEqual([]);
  });
});
