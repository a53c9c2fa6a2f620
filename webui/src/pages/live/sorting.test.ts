import { expect, test } from "vitest";
import { moves, sorted, sortOf, SORTS } from "./sorting";
import { aCall } from "@/testing/live";

const calls = [
  aCall(1, { worst_turn_ms: 500, cost_micros: 9, state: "speaking", worker: "b" }),
  aCall(2, { worst_turn_ms: 900, cost_micros: 5, state: "listening", worker: "b" }),
  aCall(3, { worst_turn_ms: 500, cost_micros: 9, state: "listening", worker: "a" }),
];

function order(sort: (typeof SORTS)[number]) {
  return sorted(calls, sort).map((each) => Number(each.call_id.slice(-1)));
}

test("each order puts first what it says, and equals stay oldest first", () => {
  expect(order("oldest")).toEqual([1, 2, 3]);
  expect(order("newest")).toEqual([3, 2, 1]);
  expect(order("slowest")).toEqual([2, 1, 3]);
  expect(order("costly")).toEqual([1, 3, 2]);
  expect(order("state")).toEqual([2, 3, 1]);
  expect(order("worker")).toEqual([3, 1, 2]);
  expect(calls[0]?.call_id.at(-1)).toBe("1");
});

test("what the address says is an order or the oldest first", () => {
  expect([sortOf("costly"), sortOf("x"), sortOf(null)]).toEqual(["costly", "oldest", "oldest"]);
});

test("only what changes during a call moves rows", () => {
  expect(SORTS.filter(moves)).toEqual(["slowest", "costly", "state", "worker"]);
});
