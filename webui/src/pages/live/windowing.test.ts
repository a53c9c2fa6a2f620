import { expect, test } from "vitest";
import { rowsIn, scrollTo } from "./windowing";

const view = (topPx: number) => ({ topPx, heightPx: 500, rowPx: 50 });
const ends = (rows: readonly number[]) => [rows[0], rows.at(-1), rows.length];

test("only what can be seen is rendered, and six rows around it", () => {
  expect(ends(rowsIn(view(0), 500, -1))).toEqual([0, 15, 16]);
  expect(ends(rowsIn(view(10_000), 500, -1))).toEqual([194, 215, 22]);
  expect(ends(rowsIn(view(24_500), 500, -1))).toEqual([484, 499, 16]);
});

test("the row with the focus is rendered wherever it is, once and in order", () => {
  expect(rowsIn(view(10_000), 500, 3).slice(0, 2)).toEqual([3, 194]);
  expect(rowsIn(view(0), 500, 300).slice(-2)).toEqual([15, 300]);
  expect(rowsIn(view(0), 500, 5)).toHaveLength(16);
  expect(rowsIn(view(0), 10, 12)).toHaveLength(10);
});

test("few rows, none, and a place beyond the end of a board that shrank", () => {
  expect(rowsIn(view(0), 3, -1)).toEqual([0, 1, 2]);
  expect(rowsIn(view(0), 0, -1)).toEqual([]);
  expect(rowsIn(view(90_000), 3, -1)).toEqual([]);
});

test("scrolling goes only as far as it must", () => {
  expect(scrollTo(view(1_000), 20)).toBeNull();
  expect(scrollTo(view(1_000), 29)).toBeNull();
  expect(scrollTo(view(1_000), 30)).toBe(1_050);
  expect(scrollTo(view(1_000), 3)).toBe(150);
});
