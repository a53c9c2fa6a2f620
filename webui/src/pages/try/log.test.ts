import { expect, test } from "vitest";
import { added, type Entry } from "./log";

function logOf(...told: [string, object][]): readonly Entry[] {
  return told.reduce<readonly Entry[]>(
    (log, [name, fields], n) => added(log, { name, atS: 100 + n, fields: { ...fields } }),
    [],
  );
}

test("lines of both sides stand in the order in which they were told", () => {
  const log = logOf(
    ["call:line", { who: "agent", text: "Hello", cut: true }],
    ["call:line", { who: "caller", text: "Tyres?" }],
    ["call:line", { who: "agent", text: "One moment", by: "supervisor" }],
    ["call:line", { who: "agent", text: "" }],
  );
  expect(log).toMatchObject([
    { is: "line", who: "agent", text: "Hello", cut: true, bySupervisor: false },
    { is: "line", who: "caller", text: "Tyres?", cut: false },
    { is: "line", text: "One moment", bySupervisor: true },
  ]);
  expect(new Set(log.map((each) => each.key)).size).toBe(3);
});

test("the result of a tool comes to its card, also with two of them running", () => {
  const log = logOf(
    ["call:tool", { turn: 1, tool: "find", arguments: '{"size":"R16"}' }],
    ["call:tool", { turn: 1, tool: "order", arguments: "{}" }],
    ["call:tool", { turn: 1, tool: "find", ok: true, took_ms: 40, result: "3 found" }],
    ["call:tool", { turn: 2, tool: "order", ok: false, took_ms: 5, result: "late" }],
  );
  expect(log).toMatchObject([
    { tool: "find", arguments: '{"size":"R16"}', ok: true, tookMs: 40, result: "3 found" },
    { tool: "order", ok: null, tookMs: null },
    { tool: "order", turn: 2, ok: false },
  ]);
});

test("a tool that is asked twice in a turn has two cards, each with its own result", () => {
  const log = logOf(
    ["call:tool", { turn: 1, tool: "find", arguments: "R16" }],
    ["call:tool", { turn: 1, tool: "find", ok: false, took_ms: 1, result: "none" }],
    ["call:tool", { turn: 1, tool: "find", arguments: "R17" }],
    ["call:tool", { turn: 1, tool: "find", ok: true, took_ms: 2, result: "some" }],
  );
  expect(log).toMatchObject([
    { arguments: "R16", ok: false, result: "none" },
    { arguments: "R17", ok: true, result: "some" },
  ]);
});

test("the latency of a turn is told with its stages, the longest first", () => {
  const log = logOf(["call:turn", { turn: 2, total_ms: 900, stt_ms: 100, llm_ms: 600, x_ms: 0 }]);
  expect(log).toMatchObject([
    {
      is: "answer",
      turn: 2,
      totalMs: 900,
      stages: [
        ["llm", 600],
        ["stt", 100],
      ],
    },
  ]);
});

test("degradations and hand-overs are entries, and what is unknown is not", () => {
  const log = logOf(
    ["call:degraded", { rung: "second-engine", stage: "llm", engine: "x", reason: "slow" }],
    ["call:transferred", { next: "human", reason: "asked" }],
    ["call:updated", { state: "thinking" }],
    ["call:new", {}],
  );
  expect(log).toMatchObject([
    { is: "degraded", rung: "second-engine", stage: "llm", reason: "slow" },
    { is: "moved", next: "human", reason: "asked" },
  ]);
  expect(log).toHaveLength(2);
});
