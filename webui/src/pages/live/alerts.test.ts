import { expect, test } from "vitest";
import { alertsOf, type Known } from "./alerts";
import { aCall, anEvent, aPresence, aWorker, idOf, NOW_S } from "@/testing/live";

function known(more: Partial<Known> = {}): Known {
  return {
    calls: [aCall(1)],
    workers: [aWorker()],
    operators: [aPresence("Olena")],
    happenings: [],
    nowS: NOW_S,
    ...more,
  };
}

const kinds = (more: Partial<Known>) => alertsOf(known(more)).map((each) => each.kind);
const at = (agoS: number, name: string, n: number, fields: object = {}) => ({
  ...anEvent(name, n, fields),
  at_s: NOW_S - agoS,
});

test("a house that is well says nothing", () => {
  expect(kinds({})).toEqual([]);
});

test("calls without a worker and degraded calls are counted, with the filter that shows them", () => {
  const calls = [aCall(1, { gone: true }), aCall(2, { degraded: "retry" }), aCall(3)];
  expect(alertsOf(known({ calls }))).toMatchObject([
    { kind: "gone", n: 1, filter: "gone:yes", tone: "bad" },
    { kind: "degraded", n: 1, filter: "degraded:yes", tone: "warn" },
  ]);
});

test("no worker at all comes first", () => {
  expect(kinds({ workers: [], calls: [aCall(1, { gone: true })] })).toEqual(["no-workers", "gone"]);
});

test("a caller waits from the agent's goodbye to the report of the queue", () => {
  const left = at(40, "call:ended", 5, { next: "human", reason: "caller-asked" });
  expect(alertsOf(known({ happenings: [left] }))).toMatchObject([
    { kind: "waiting", callId: idOf(5), sinceS: NOW_S - 40 },
  ]);
  const taken = at(10, "operator:handover", 5, { status: "CONTINUE", queue: "sales" });
  expect(kinds({ happenings: [left, taken] })).toEqual([]);
  expect(kinds({ happenings: [at(601, "call:ended", 5, { next: "human" })] })).toEqual([]);
  expect(kinds({ happenings: [at(40, "call:ended", 5, { next: "end" })] })).toEqual([]);
});

test("a caller whom nobody took is told for a quarter of an hour", () => {
  const none = (agoS: number, n: number) =>
    at(agoS, "operator:handover", n, { status: "TIMEOUT", queue: "sales" });
  expect(alertsOf(known({ happenings: [none(20, 5)] }))).toMatchObject([
    { kind: "unanswered", who: "sales", tone: "bad", callId: idOf(5) },
  ]);
  expect(kinds({ happenings: [none(901, 5)] })).toEqual([]);
  const many = [5, 6, 7, 8, 9].map((n) => none(30 - n, n));
  expect(alertsOf(known({ happenings: many })).map((each) => each.callId)).toEqual([
    ...[idOf(9), idOf(8), idOf(7)],
  ]);
});

test("what a dependency does to callers is told once, however many workers tell it", () => {
  const ill = { health: { stt: "callers are asked to repeat", llm: "" } };
  const workers = [aWorker("a", ill), aWorker("b", ill)];
  expect(alertsOf(known({ workers }))).toMatchObject([
    { kind: "dependency", who: "stt", what: "callers are asked to repeat" },
  ]);
});

test("operators who are all away are told; a house without operators is not nagged", () => {
  expect(kinds({ operators: [aPresence("a", { presence: "busy" })] })).toEqual(["nobody-free"]);
  expect(kinds({ operators: [] })).toEqual([]);
});

test("workers that drain are named; when all others are full no call fits any more", () => {
  const draining = aWorker("a", { draining: true });
  expect(kinds({ workers: [draining, aWorker("b", { load: 10 })] })).toEqual(["full", "draining"]);
  expect(kinds({ workers: [draining, aWorker("b")] })).toEqual(["draining"]);
});
