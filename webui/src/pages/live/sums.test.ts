import { expect, test } from "vitest";
import { p95Of } from "./sums";
import { aCall } from "@/testing/live";

test("the 95th percentile of the last answers leaves out calls without one", () => {
  const calls = Array.from({ length: 100 }, (_, n) => aCall(n, { turn_ms: n + 1 }));
  expect(p95Of(calls)).toBe(95);
  expect(p95Of([aCall(1, { turn_ms: 0 }), aCall(2, { turn_ms: 700 })])).toBe(700);
  expect(p95Of([aCall(1, { turn_ms: 0 })])).toBeNull();
  expect(p95Of([])).toBeNull();
});
