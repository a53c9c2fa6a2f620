import { expect, test } from "vitest";
import { alertsOf } from "./alerts";
import { Announcer } from "./announcing";
import { aCall, anEvent, aWorker, NOW_S } from "@/testing/live";

const none = alertsOf({
  ...{ calls: [], workers: [aWorker()], operators: [], happenings: [], nowS: NOW_S },
});
const gone = alertsOf({
  calls: [aCall(1, { gone: true, degraded: "retry" })],
  ...{ workers: [aWorker()], operators: [], happenings: [], nowS: NOW_S },
});

test("what was there at first is not told", () => {
  expect(new Announcer().since([anEvent("call:started", 1)], gone)).toBeNull();
});

test("new calls and degraded calls are summed, each once", () => {
  const announcer = new Announcer();
  const first = [anEvent("call:started", 1)];
  announcer.since(first, none);
  const more = [...first, anEvent("call:started", 2), anEvent("call:degraded", 2)];
  expect(announcer.since(more, none)).toEqual({ started: 1, degraded: 1, alerts: [] });
  expect(announcer.since(more, none)).toBeNull();
});

test("a list that was cut meanwhile is all new", () => {
  const announcer = new Announcer();
  announcer.since([anEvent("call:started", 1)], none);
  const many = Array.from({ length: 100 }, (_, n) => anEvent("call:started", n + 2));
  expect(announcer.since(many, none)?.started).toBe(100);
});

test("an alert is told when it appears, and again only after it was away", () => {
  const announcer = new Announcer();
  announcer.since([], none);
  expect(announcer.since([], gone)?.alerts.map((each) => each.kind)).toEqual(["gone"]);
  expect(announcer.since([], gone)).toBeNull();
  announcer.since([], none);
  expect(announcer.since([], gone)).not.toBeNull();
});
