import { expect, test } from "vitest";
import { excess, verdictOf, wilson, type Bounded } from "./bounds";

// the expected numbers are those of callcore.shared.rollout.bounds for the same samples
test("Wilson's bounds are the server's", () => {
  expectBounds(wilson(0, 50), 0.0, 0.117487168);
  expectBounds(wilson(7, 120), 0.023016008, 0.140074053);
  expectBounds(wilson(50, 50), 0.882512832, 1.0);
  expectBounds(wilson(33.5, 400), 0.054473497, 0.12665337);
});

test("the bounds of a difference are the guard's", () => {
  expectBounds(excess(wilson(40, 200), wilson(4, 200)), 0.10278552, 0.263290996);
  expectBounds(excess(wilson(7, 120), wilson(9, 1000)), 0.012164654, 0.131232439);
});

function expectBounds(found: Bounded | null, low: number, high: number) {
  expect(found?.low).toBeCloseTo(low, 8);
  expect(found?.high).toBeCloseTo(high, 8);
}

test("nothing is known without a sample", () => {
  expect(wilson(0, 0)).toEqual({ share: null, low: 0, high: 1 });
  expect(excess(wilson(1, 9), wilson(0, 0))).toBeNull();
  expect(verdictOf(null)).toBe("none");
});

test("a difference is sure only when its bounds are on one side of nothing", () => {
  expect(verdictOf(excess(wilson(40, 200), wilson(4, 200)))).toBe("worse");
  expect(verdictOf(excess(wilson(4, 200), wilson(40, 200)))).toBe("better");
  expect(verdictOf(excess(wilson(8, 200), wilson(4, 200)))).toBe("unsure");
});
