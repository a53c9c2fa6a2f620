// Live calls, events and snapshots for tests.
import type { LiveCall, LiveEvent, Presence, Snapshot, Worker } from "@/live/protocol";

export const NOW_S = 1_790_000_000;

/** Return an id that is a UUID and says its number. */
export function idOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

export function aCall(n: number, more: Partial<LiveCall> = {}): LiveCall {
  return {
    call_id: idOf(n),
    worker: "host:w1:1",
    started_s: NOW_S - 100 + n,
    caller: `+380•••${String(n % 100).padStart(2, "0")}`,
    did: "100",
    language: "uk",
    state: "listening",
    turn: 1,
    said_caller: "добрий день",
    said_agent: "Вітаю, чим можу допомогти?",
    turn_ms: 800,
    worst_turn_ms: 900,
    stt_arm: "control",
    prompt: "tyres",
    cost_micros: 12_000,
    degraded: "",
    order_id: "",
    updated_s: NOW_S - 1,
    gone: false,
    ...more,
  };
}

export function aWorker(worker = "host:w1:1", more: Partial<Worker> = {}): Worker {
  return {
    worker,
    load: 3,
    capacity: 10,
    draining: false,
    version: "1.0",
    address: "127.0.0.1:9000",
    http: "127.0.0.1:9001",
    beat_s: NOW_S,
    health: {},
    ...more,
  };
}

export function aPresence(name: string, more: Partial<Presence> = {}): Presence {
  return {
    operator_id: `op-${name}`,
    name,
    interface: `PJSIP/${name}`,
    presence: "free",
    reason: "",
    since: new Date((NOW_S - 300) * 1_000).toISOString(),
    queues: ["sales"],
    ...more,
  };
}

export function aSnapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    type: "snapshot",
    cursor: { epoch: "e", seq: 10 },
    at_s: NOW_S,
    calls: [aCall(1), aCall(2)],
    workers: [aWorker()],
    operators: [aPresence("Olena")],
    ...more,
  };
}

export function anEvent(name: string, n: number, fields: object = {}): LiveEvent {
  return {
    name,
    call_id: n === 0 ? "" : idOf(n),
    at_s: NOW_S,
    fields: fields as Record<string, unknown>,
  };
}

export function events(seq: number, ...told: LiveEvent[]) {
  return { type: "events", cursor: { epoch: "e", seq }, events: told } as const;
}
