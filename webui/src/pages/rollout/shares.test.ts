import { expect, test } from "vitest";
import { oneOf, shareOf } from "./shares";

test("a share is read with a point, a comma or a percent sign", () => {
  expect(["10", " 2.5 ", "2,5", "0.01", "100 %", "0"].map(shareOf)).toEqual([
    10, 2.5, 2.5, 0.01, 100, 0,
  ]);
});

test("what is no share from 0 to 100 in hundredths is refused", () => {
  for (const typed of ["", "101", "-1", "1.234", "ten", "1e1", "100.01", "NaN"])
    expect(shareOf(typed), typed).toBeNull();
});

test("a share is told as one of so many, but for none and all", () => {
  expect([0, 5, 33, 100].map(oneOf)).toEqual([null, 20, 3, null]);
});
