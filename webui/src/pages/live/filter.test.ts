import { expect, test } from "vitest";
import { filterOf, termsOf } from "./filter";
import { aCall } from "@/testing/live";

const tyre = aCall(1, {
  caller: "+380671234567",
  language: "uk",
  said_caller: "Потрібні Зимові шини",
  said_agent: "Який розмір?",
  worst_turn_ms: 1_500,
});

test.each([
  ["зимові", true],
  ["літні", false],
  ["розмір 380671", true],
  ['"зимові шини"', true],
  ['"шини зимові"', false],
  ["language:uk", true],
  ["Language:UK", true],
  ["language:ru", false],
  ["-language:ru зимові", true],
  ["-зимові", false],
  ["worker:w1", true],
  ["state:listening", true],
  ["said:control", false],
  ["control", true],
  ["slow:yes", true],
  ["gone:yes", false],
  ["degraded:no", true],
  ["order:no", true],
  ['said:"який розмір"', true],
])("%s: %s", (typed, wanted) => {
  expect(filterOf(typed)?.(tyre)).toBe(wanted);
});

test("a rung is found by its name", () => {
  const one = filterOf("degraded:second-engine");
  expect([one?.(aCall(1, { degraded: "second-engine" })), one?.(aCall(1))]).toEqual([true, false]);
});

test("nothing typed is no filter", () => {
  expect([filterOf(""), filterOf("   "), filterOf('""')]).toEqual([null, null, null]);
});

test("what is no part is a word with its colon: 12:30, https://", () => {
  expect(termsOf("12:30 constructor:x")).toEqual([
    { part: "", wanted: "12:30", without: false },
    { part: "", wanted: "constructor:x", without: false },
  ]);
});

test("an open quote goes to the end, and long nonsense ends soon", () => {
  expect(termsOf('said:"a b')).toEqual([{ part: "said", wanted: "a b", without: false }]);
  expect(termsOf('-"-"-:"'.repeat(5_000)).length).toBeGreaterThan(0);
});
