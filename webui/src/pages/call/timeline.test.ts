import { expect, test } from "vitest";
import { CLOSEST_S, moved, showing, ticks, timeAt, whole, xOf, zoomed } from "./timeline";

test("a pixel and its time lead to each other", () => {
  const view = { fromS: 10, toS: 30 };
  expect(xOf(view, 20, 200)).toBe(100);
  expect(timeAt(view, 100, 200)).toBe(20);
  expect(timeAt(view, -5, 200)).toBe(10);
  expect(timeAt(view, 999, 200)).toBe(30);
});

test("a view without width or length does no harm", () => {
  expect(xOf({ fromS: 0, toS: 0 }, 5, 100)).toBe(0);
  expect(timeAt({ fromS: 0, toS: 10 }, 50, 0)).toBe(0);
  expect(ticks({ fromS: 0, toS: 0 }, 100)).toEqual([]);
});

test("zooming keeps the time under the eye where it is", () => {
  const view = zoomed(whole(100), 100, 0.5, 40);
  expect(view.toS - view.fromS).toBe(50);
  expect(xOf(view, 40, 100)).toBeCloseTo(40);
});

test("zooming ends at the closest look and at the whole call", () => {
  let view = whole(100);
  for (let at = 0; at < 20; at += 1) view = zoomed(view, 100, 0.5, 99);
  expect(view.toS - view.fromS).toBe(CLOSEST_S);
  expect(view.toS).toBeLessThanOrEqual(100);
  for (let at = 0; at < 20; at += 1) view = zoomed(view, 100, 2, 99);
  expect(view).toEqual(whole(100));
});

test("a call that is shorter than the closest look is shown whole", () => {
  expect(zoomed(whole(2), 2, 0.5, 1)).toEqual(whole(2));
});

test("moving stops at both ends", () => {
  expect(moved({ fromS: 10, toS: 20 }, 100, -50)).toEqual({ fromS: 0, toS: 10 });
  expect(moved({ fromS: 10, toS: 20 }, 100, 500)).toEqual({ fromS: 90, toS: 100 });
});

test("the view follows the playhead a page at a time, and else stays", () => {
  const view = { fromS: 0, toS: 10 };
  expect(showing(view, 100, 5)).toBe(view);
  expect(showing(view, 100, 11)).toEqual({ fromS: 10, toS: 20 });
  expect(showing(view, 100, 99)).toEqual({ fromS: 90, toS: 100 });
});

test("labels stand at round times and do not touch", () => {
  const found = ticks({ fromS: 0, toS: 1_800 }, 900);
  expect(found.slice(0, 3)).toEqual([0, 300, 600]);
  for (const [at, time] of found.entries())
    if (at > 0)
      expect(
        xOf({ fromS: 0, toS: 1_800 }, time - (found[at - 1] ?? 0), 900),
      ).toBeGreaterThanOrEqual(70);
});
