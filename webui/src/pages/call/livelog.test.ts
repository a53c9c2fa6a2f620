import { expect, test } from "vitest";
import { merged, ofFeed, ofJournal, type Entry } from "./livelog";

const STARTED_S = 1_000;

function fed(name: string, at_s: number, fields: Record<string, unknown>): Entry {
  const entry = ofFeed({ name, at_s: STARTED_S + at_s, fields }, STARTED_S);
  if (entry === null) throw new Error(`no entry: ${name}`);
  return entry;
}

function noted(event: string, t: number, fields: Record<string, unknown>): Entry {
  const entry = ofJournal({ seq: 1, event, t, fields });
  if (entry === null) throw new Error(`no entry: ${event}`);
  return entry;
}

test("what both tell stands there once", () => {
  const long = "word ".repeat(100);
  const journal = [
    noted("caller:said", 5, { text: "Hello" }),
    noted("agent:said", 8, { text: long }),
    noted("call:turn", 8, { turn: 1, total_ms: 900 }),
  ];
  const feed = [
    fed("call:line", 5.2, { who: "caller", text: "Hello" }),
    fed("call:line", 8.1, { who: "agent", text: long.slice(0, 300) }),
    fed("call:turn", 8.4, { turn: 1, total_ms: 900 }),
  ];
  expect(merged(merged([], journal), feed)).toHaveLength(3);
  expect(merged(merged([], feed), journal)).toHaveLength(3);
});

test("the same words later are said again", () => {
  const log = merged([], [fed("call:line", 5, { who: "caller", text: "Yes" })]);
  expect(merged(log, [fed("call:line", 15, { who: "caller", text: "Yes" })])).toHaveLength(2);
  expect(merged(log, [fed("call:line", 5, { who: "agent", text: "Yes" })])).toHaveLength(2);
});

test("entries stand in the order of time, however they came", () => {
  const log = merged(
    [],
    [
      fed("call:line", 9, { who: "agent", text: "later" }),
      fed("call:line", 3, { who: "caller", text: "earlier" }),
    ],
  );
  expect(log.map((each) => each.is === "line" && each.text)).toEqual(["earlier", "later"]);
});

test("the answer of a tool takes the place of its call", () => {
  const called = fed("call:tool", 5, { turn: 1, tool: "search" });
  const done = fed("call:tool", 5.4, { turn: 1, tool: "search", ok: true, took_ms: 40 });
  const log = merged(merged([], [called]), [done]);
  expect(log).toHaveLength(1);
  expect(log[0]).toMatchObject({ ok: true, tookMs: 40, key: called.key });
  expect(merged(log, [called])).toHaveLength(1);
});

test("a tool that is called twice in a turn is there twice", () => {
  const log = merged(
    [],
    [
      fed("call:tool", 5, { turn: 1, tool: "search" }),
      fed("call:tool", 5.2, { turn: 1, tool: "search", ok: true, took_ms: 1 }),
      fed("call:tool", 10, { turn: 1, tool: "search" }),
    ],
  );
  expect(log.map((each) => each.is === "tool" && each.ok)).toEqual([true, null]);
});

test("degradations, transfers and operators are noted; the rest is not", () => {
  expect(fed("call:degraded", 1, { rung: "phrase" }).is).toBe("degraded");
  expect(fed("operator:handover", 1, { status: "answered" }).is).toBe("handover");
  expect(noted("call:transferred", 1, { next: "human" }).is).toBe("transferred");
  expect(ofFeed({ name: "call:updated", at_s: 1, fields: {} }, 0)).toBeNull();
  expect(
    ofJournal({ seq: 1, t: 1, event: "caller:said", fields: { text: "mhm", aside: true } }),
  ).toBeNull();
});

test("garbage in fields does no harm", () => {
  expect(ofFeed({ name: "call:line", at_s: 1, fields: { text: 7 } }, 0)).toBeNull();
  expect(fed("call:tool", 1, { turn: "x", ok: "yes" })).toMatchObject({ turn: 0, ok: null });
});

test("keys are different, so that nothing is shown in the wrong place", () => {
  const log = merged(
    [],
    [
      fed("call:line", 5, { who: "caller", text: "a" }),
      fed("call:line", 5, { who: "agent", text: "b" }),
      fed("call:turn", 5, { turn: 1, total_ms: 1 }),
    ],
  );
  expect(new Set(log.map((each) => each.key)).size).toBe(3);
});
