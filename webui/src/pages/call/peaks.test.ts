import { expect, test } from "vitest";
import { bars } from "./peaks";

const WHOLE = { fromS: 0, toS: 10 };

test("a bar is as high as the loudest of what it covers", () => {
  const found = bars([0, 255, 0, 0, 0, 0, 0, 0, 0, 0], 10, WHOLE, 5);
  expect(found).toEqual([1, 0, 0, 0, 0]);
});

test("no loud moment is lost, however few bars there are", () => {
  const peaks = new Array<number>(2_000).fill(3);
  peaks[1_357] = 255;
  for (const count of [1, 7, 333, 1_999])
    expect(Math.max(...bars(peaks, 10, WHOLE, count))).toBe(1);
});

test("quiet speech can be seen", () => {
  expect(bars([26], 1, { fromS: 0, toS: 1 }, 1)[0]).toBeGreaterThan(0.2);
});

test("only the part in view is drawn, each peak as wide as it lasts", () => {
  const found = bars([10, 255, 10, 10], 4, { fromS: 1, toS: 2 }, 4);
  expect(found).toEqual([1, 1, 1, 1]);
});

test("peaks that nobody has, or that are no peaks, are silence", () => {
  expect(bars([], 10, WHOLE, 3)).toEqual([0, 0, 0]);
  expect(bars([5], 0, WHOLE, 2)).toEqual([0, 0]);
  expect(bars([999, -4], 2, { fromS: 0, toS: 2 }, 2)).toEqual([1, 0]);
});
