import { effect } from "@preact/signals";
import { expect, test } from "vitest";
import { Store } from "@/live/store";
import { aCall, anEvent, aPresence, aSnapshot, aWorker, events, idOf, NOW_S } from "@/testing/live";

function filled() {
  const store = new Store();
  store.apply([aSnapshot()]);
  return store;
}

test("a snapshot is everything: calls oldest first, workers, operators, the place", () => {
  const store = new Store();
  store.apply([aSnapshot({ calls: [aCall(2), aCall(1)] })]);
  expect(store.ids.value).toEqual([idOf(1), idOf(2)]);
  expect(store.workers.value).toHaveLength(1);
  expect(store.operators.value[0]?.name).toBe("Olena");
  expect(store.cursor).toEqual({ epoch: "e", seq: 10 });
});

test("a change of one call touches the signal of this call only", () => {
  const store = filled();
  const seen: string[] = [];
  effect(() => void seen.push(`1 ${store.call(idOf(1)).value?.state ?? ""}`));
  effect(() => void seen.push(`2 ${store.call(idOf(2)).value?.state ?? ""}`));
  effect(() => void seen.push(`ids ${store.ids.value.length}`));
  store.apply([events(11, anEvent("call:updated", 1, { state: "speaking" }))]);
  expect(seen.slice(3)).toEqual(["1 speaking"]);
  expect(store.cursor?.seq).toBe(11);
});

test("several messages of one frame are one change", () => {
  const store = filled();
  const seen: (number | undefined)[] = [];
  effect(() => void seen.push(store.call(idOf(1)).value?.turn));
  store.apply([
    events(11, anEvent("call:updated", 1, { turn: 2 })),
    events(12, anEvent("call:updated", 1, { turn: 3 })),
  ]);
  expect(seen).toEqual([1, 3]);
});

test("calls begin in their place and end with their signal undefined", () => {
  const store = filled();
  const first = store.call(idOf(1));
  store.apply([events(11, anEvent("call:started", 9, { started_s: NOW_S - 500 }))]);
  expect(store.ids.value).toEqual([idOf(9), idOf(1), idOf(2)]);
  store.apply([events(12, anEvent("call:ended", 1, { next: "end" }))]);
  expect(store.ids.value).toEqual([idOf(9), idOf(2)]);
  expect(first.value).toBeUndefined();
  expect(store.call("never").value).toBeUndefined();
});

test("what is told of a call that nobody knows is ignored", () => {
  const store = filled();
  const gone = [anEvent("call:updated", 77, { turn: 2 }), anEvent("call:ended", 78)];
  store.apply([events(11, ...gone)]);
  expect(store.ids.value).toHaveLength(2);
});

test("a new snapshot keeps the signals of calls that stay and ends the others", () => {
  const store = filled();
  const [one, two] = [store.call(idOf(1)), store.call(idOf(2))];
  store.apply([aSnapshot({ calls: [aCall(2, { turn: 8 })] })]);
  expect(one.value).toBeUndefined();
  expect(store.call(idOf(2))).toBe(two);
  expect(two.value?.turn).toBe(8);
});

test("the calls of a worker that went are gone, and come back with it", () => {
  const store = filled();
  store.apply([{ type: "workers", workers: [aWorker("host:w2:2")] }]);
  expect(store.call(idOf(1)).value?.gone).toBe(true);
  store.apply([{ type: "workers", workers: [aWorker()] }]);
  expect(store.call(idOf(1)).value?.gone).toBe(false);
});

test("a presence that changes is shown at once; since moves only with it", () => {
  const store = filled();
  const since = store.operators.value[0]?.since;
  const say = (presence: string, reason: string) =>
    events(11, anEvent("operator:presence", 0, { operator_id: "op-Olena", presence, reason }));
  store.apply([say("free", "back")]);
  expect(store.operators.value[0]).toMatchObject({ reason: "back", since });
  store.apply([say("paused", "lunch")]);
  expect(store.operators.value[0]).toMatchObject({ presence: "paused", reason: "lunch" });
  expect(store.operators.value[0]?.since).not.toBe(since);
  store.apply([{ type: "operators", operators: [aPresence("Ivan")] }]);
  expect(store.operators.value.map((each) => each.name)).toEqual(["Ivan"]);
});

test("happenings are the last hundred events that are no update", () => {
  const store = filled();
  const many = Array.from({ length: 130 }, (_, n) => anEvent("call:degraded", 1, { n }));
  store.apply([events(11, anEvent("call:updated", 1, { turn: 2 }), ...many)]);
  expect(store.happenings.value).toHaveLength(100);
  expect(store.happenings.value.at(-1)?.fields["n"]).toBe(129);
});

test("clear leaves nothing of anybody", () => {
  const store = filled();
  const call = store.call(idOf(1));
  store.clear();
  expect([call.value, store.cursor]).toEqual([undefined, null]);
  expect(store.ids.value.length + store.workers.value.length).toBe(0);
  expect(store.operators.value.length + store.happenings.value.length).toBe(0);
});
