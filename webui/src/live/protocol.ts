// What the live socket says, as adminapi/live/client.py writes it down. Pure.
import type { components } from "@/api/schema";

export type LiveCall = components["schemas"]["LiveCallTold"];
export type Worker = components["schemas"]["WorkerTold"];
export type Presence = components["schemas"]["PresenceTold"];
export type Cursor = components["schemas"]["CursorTold"];

/** Something that happened; of a call, or of the house (then call_id is ""). */
export interface LiveEvent {
  readonly name: string;
  readonly call_id: string;
  /** By the clock of who published it. */
  readonly at_s: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Snapshot {
  readonly type: "snapshot";
  readonly cursor: Cursor;
  readonly at_s: number;
  readonly calls: readonly LiveCall[];
  readonly workers: readonly Worker[];
  readonly operators: readonly Presence[];
}

export type Message =
  | Snapshot
  | { readonly type: "events"; readonly cursor: Cursor; readonly events: readonly LiveEvent[] }
  | { readonly type: "workers"; readonly workers: readonly Worker[] }
  | { readonly type: "operators"; readonly operators: readonly Presence[] }
  | {
      readonly type: "call";
      readonly call_id: string;
      readonly events: readonly LiveEvent[];
      readonly start?: boolean;
    }
  | { readonly type: "stale"; readonly since_s: number }
  | { readonly type: "alive"; readonly at_s: number };

const LISTS: Readonly<Record<Message["type"], readonly string[]>> = {
  snapshot: ["calls", "workers", "operators"],
  events: ["events"],
  workers: ["workers"],
  operators: ["operators"],
  call: ["events"],
  stale: [],
  alive: [],
};

/** Return a message; null if a newer server says something that we do not know.
 * Throws SyntaxError when it is no message at all: then something is broken. */
export function read(text: string | ArrayBuffer): Message | null {
  if (typeof text !== "string") throw new SyntaxError("the live socket sent bytes");
  const told: unknown = JSON.parse(text);
  if (typeof told !== "object" || told === null) throw new SyntaxError("not an object");
  const { type } = told as { type?: unknown };
  if (typeof type !== "string" || !Object.hasOwn(LISTS, type)) return null;
  const body = told as Record<string, unknown>;
  for (const name of LISTS[type as Message["type"]])
    if (!Array.isArray(body[name])) throw new SyntaxError(`${type} without ${name}`);
  return told as Message;
}

const BLANK: LiveCall = {
  call_id: "",
  worker: "",
  started_s: 0,
  caller: "",
  did: "",
  language: "",
  state: "",
  turn: 0,
  said_caller: "",
  said_agent: "",
  turn_ms: 0,
  worst_turn_ms: 0,
  stt_arm: "",
  prompt: "",
  cost_micros: 0,
  degraded: "",
  order_id: "",
  updated_s: 0,
  gone: false,
};

/** Return the call of a "call:started". */
export function begun(event: LiveEvent): LiveCall {
  return changed({ ...BLANK, call_id: event.call_id, started_s: event.at_s }, event);
}

/** Return a call with what an event says of it; a newer worker may say more, which is left. */
export function changed(call: LiveCall, event: LiveEvent): LiveCall {
  const next: Record<string, unknown> = { ...call, updated_s: event.at_s };
  for (const name in event.fields) {
    const value = event.fields[name];
    if (name !== "call_id" && typeof value === typeof BLANK[name as keyof LiveCall])
      next[name] = value;
  }
  return next as unknown as LiveCall;
}
