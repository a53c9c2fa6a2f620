import { expect, test } from "vitest";
import { forgetsPlace, TABLE, waitMs, whyClosed, type Event, type State } from "@/live/machine";

const EVENTS: readonly Event[] = [
  ...(["wanted", "unwanted", "opened", "heard", "broke", "due", "nudged"] as const),
  ...(["over", "changed"] as const),
];

test("every state knows every event", () => {
  for (const [state, row] of Object.entries(TABLE))
    expect(Object.keys(row).sort(), state).toEqual([...EVENTS].sort());
});

test("whatever breaks closes the socket and is followed by exactly one wait", () => {
  for (const state of ["opening", "open", "hearing"] as const)
    expect(TABLE[state].broke).toEqual(["waiting", "close", "wait"]);
});

test("nobody watching leads to off from everywhere, and closes what is open", () => {
  const states = Object.keys(TABLE) as State[];
  for (const state of states.filter((each) => each !== "off"))
    expect(TABLE[state].unwanted?.[0], state).toBe("off");
  for (const state of ["opening", "open", "hearing", "waiting"] as const)
    expect(TABLE[state].unwanted, state).toContain("close");
});

test("the end of the session stops all tries, and only a login or a watcher begins again", () => {
  for (const state of ["opening", "open", "hearing", "waiting"] as const)
    expect(TABLE[state].over, state).toEqual(["over", "close"]);
  for (const event of ["due", "nudged", "broke", "heard"] as const)
    expect(TABLE.over[event], event).toBeNull();
  expect(TABLE.over.changed).toEqual(["opening", "open"]);
});

test("close codes have their meaning", () => {
  expect([4001, 4008, 1013, 4400, 1011, 1006, 1000].map(whyClosed)).toEqual([
    ...["session", "slow", "full", "bug", "bug", "gone", "gone"],
  ]);
  expect((["session", "slow", "bug", "gone", "silent"] as const).map(forgetsPlace)).toEqual([
    ...[true, true, true, false, false],
  ]);
});

test("waits grow up to 15 s and are spread over half of their length", () => {
  const least = [0, 1, 2, 3, 4, 5, 20].map((tries) => waitMs("gone", tries, 0));
  expect(least).toEqual([250, 500, 1_000, 2_000, 4_000, 7_500, 7_500]);
  expect(waitMs("gone", 20, 0.999)).toBeLessThanOrEqual(15_000);
  expect(waitMs("gone", 3, 0.999)).toBeGreaterThan(3_900);
});

test("a token that is over is renewed at once, but not in a loop", () => {
  expect(waitMs("session", 0, 0.9)).toBe(0);
  expect(waitMs("session", 1, 0)).toBe(500);
});

test("the server's own wish is respected: Retry-After, no room, too slow", () => {
  expect(waitMs("too-many", 0, 0, 7)).toBeGreaterThanOrEqual(7_000);
  expect(waitMs("full", 0, 0)).toBeGreaterThanOrEqual(5_000);
  expect(waitMs("slow", 0, 0)).toBeGreaterThanOrEqual(1_000);
});
