import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Pending } from "@/live/pending";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const applied: string[] = [];
  return { applied, pending: new Pending<string>((items) => applied.push(items.join(" "))) };
}

test("what comes before a frame is applied in it, together and in order", () => {
  const { applied, pending } = watched();
  pending.put("a");
  pending.put("b");
  expect(applied).toEqual([]);
  vi.advanceTimersToNextFrame();
  expect(applied).toEqual(["a b"]);
  pending.put("c");
  vi.advanceTimersToNextFrame();
  expect(applied).toEqual(["a b", "c"]);
});

test("a tab without frames is served by a timer", () => {
  vi.stubGlobal("requestAnimationFrame", () => 1);
  const { applied, pending } = watched();
  pending.put("a");
  vi.advanceTimersByTime(500);
  expect(applied).toEqual(["a"]);
});

test("never more than two hundred wait", () => {
  const { applied, pending } = watched();
  for (let n = 0; n < 200; n += 1) pending.put("x");
  expect(applied).toHaveLength(1);
});

test("what is dropped is never applied", () => {
  const { applied, pending } = watched();
  pending.put("a");
  pending.drop();
  vi.advanceTimersByTime(2_000);
  expect(applied).toEqual([]);
});
