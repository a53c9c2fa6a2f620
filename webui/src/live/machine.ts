// The life of the live socket as a table, and how long to wait before the next try. Pure.
//
//   off -> opening -> open -> hearing        waiting -> opening (due, nudged)
//   whatever breaks leads to waiting; the end of the session to over; nobody watching to off.
export type State = "off" | "opening" | "open" | "hearing" | "waiting" | "over";
export type Event =
  | "wanted" // somebody watches
  | "unwanted" // nobody does any more
  | "opened" // the handshake is done
  | "heard" // a message that says how things stand
  | "broke" // closed, refused, or nothing heard for too long
  | "due" // the wait is over
  | "nudged" // the network is back, or the tab is looked at again
  | "over" // nobody is logged in
  | "changed"; // somebody else is, or with another role
export type Command = "open" | "close" | "greet" | "wait";
type Step = readonly [State, ...Command[]];

/** Null: it comes late or changes nothing. */
export const TABLE: Readonly<Record<State, Readonly<Record<Event, Step | null>>>> = {
  off: {
    wanted: ["opening", "open"],
    ...same(["unwanted", "opened", "heard", "broke", "due", "nudged", "over", "changed"]),
  },
  opening: {
    unwanted: ["off", "close"],
    opened: ["open", "greet"],
    broke: ["waiting", "close", "wait"],
    over: ["over", "close"],
    changed: ["opening", "close", "open"],
    ...same(["wanted", "heard", "due", "nudged"]),
  },
  open: {
    unwanted: ["off", "close"],
    heard: ["hearing"],
    broke: ["waiting", "close", "wait"],
    over: ["over", "close"],
    changed: ["opening", "close", "open"],
    ...same(["wanted", "opened", "due", "nudged"]),
  },
  hearing: {
    unwanted: ["off", "close"],
    broke: ["waiting", "close", "wait"],
    over: ["over", "close"],
    changed: ["opening", "close", "open"],
    ...same(["wanted", "opened", "heard", "due", "nudged"]),
  },
  waiting: {
    unwanted: ["off", "close"],
    due: ["opening", "open"],
    nudged: ["opening", "open"],
    over: ["over", "close"],
    changed: ["opening", "open"],
    ...same(["wanted", "opened", "heard", "broke"]),
  },
  over: {
    wanted: ["opening", "open"],
    unwanted: ["off"],
    changed: ["opening", "open"],
    ...same(["opened", "heard", "broke", "due", "nudged", "over"]),
  },
};

function same<Name extends Event>(names: readonly Name[]): Record<Name, null> {
  return Object.fromEntries(names.map((each) => [each, null])) as Record<Name, null>;
}

/** Why there is no connection; for the user, and for how long to wait. */
export type Why = "gone" | "silent" | "offline" | "too-many" | "full" | "slow" | "session" | "bug";

/** Return why a socket was closed, from its code; docs in adminapi/edges/closing.py. */
export function whyClosed(code: number): Why {
  if (code === 4001) return "session";
  if (code === 4008) return "slow";
  if (code === 1013) return "full";
  return code === 4400 || code === 1011 || code === 1009 ? "bug" : "gone";
}

/** After these the place in the stream is of no use, or what we show may not be ours. */
export function forgetsPlace(why: Why): boolean {
  return why === "session" || why === "slow" || why === "bug";
}

const FIRST_MS = 500;
const MOST_MS = 15_000;
const LEAST_MS: Readonly<Partial<Record<Why, number>>> = {
  slow: 1_000,
  full: 5_000,
  "too-many": 2_000,
};

/** Return how long to wait before try number `tries`, which counts from 0. `chance` is in
 * [0, 1): a whole office that lost the server does not come back in the same moment. */
export function waitMs(why: Why, tries: number, chance: number, retryAfterS = 0): number {
  if (why === "session" && tries === 0) return 0; // the token was over: a new one, at once
  const grown = Math.min(MOST_MS, FIRST_MS * 2 ** tries);
  const asked = Math.max(LEAST_MS[why] ?? 0, retryAfterS * 1_000);
  return Math.round(asked + grown * (0.5 + chance / 2));
}
