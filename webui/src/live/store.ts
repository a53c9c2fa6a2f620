// What is known of the live house, as signals: one for each call, so that a change of a call
// renders one row and nothing else. Messages go in, nothing comes out.
import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import {
  begun,
  changed,
  type Cursor,
  type LiveCall,
  type LiveEvent,
  type Message,
  type Presence,
  type Snapshot,
  type Worker,
} from "@/live/protocol";

const MOST_HAPPENINGS = 100;
const NOBODY: ReadonlySignal<undefined> = signal(undefined);

export class Store {
  readonly ids = signal<readonly string[]>([]);
  readonly workers = signal<readonly Worker[]>([]);
  readonly operators = signal<readonly Presence[]>([]);
  readonly happenings = signal<readonly LiveEvent[]>([]);
  /** The place in the stream after what was applied; null: only a snapshot helps. */
  cursor: Cursor | null = null;
  /** Whether there was a snapshot at all. */
  filled = false;
  #calls = new Map<string, Signal<LiveCall | undefined>>();

  /** A call's signal. Undefined in it: it is not live any more. */
  call(id: string): ReadonlySignal<LiveCall | undefined> {
    return this.#calls.get(id) ?? NOBODY;
  }

  /** Forget everything: it was for somebody else. */
  clear(): void {
    batch(() => {
      for (const call of this.#calls.values()) call.value = undefined;
      this.#calls = new Map();
      this.ids.value = [];
      this.workers.value = [];
      this.operators.value = [];
      this.happenings.value = [];
    });
    this.cursor = null;
    this.filled = false;
  }

  /** Apply what was heard since the last frame, in order, as one change. */
  apply(messages: readonly Message[]): void {
    batch(() => {
      for (const message of messages) this.#take(message);
    });
  }

  #take(message: Message): void {
    if (message.type === "snapshot") this.#reset(message);
    else if (message.type === "workers") this.#staff(message.workers);
    else if (message.type === "operators") this.operators.value = message.operators;
    else if (message.type === "events") {
      this.#happen(message.events);
      this.cursor = message.cursor;
    }
  }

  #reset(told: Snapshot): void {
    const before = this.#calls;
    this.#calls = new Map();
    for (const call of told.calls) {
      const known = before.get(call.call_id) ?? signal<LiveCall | undefined>(call);
      known.value = call;
      this.#calls.set(call.call_id, known);
      before.delete(call.call_id);
    }
    for (const ended of before.values()) ended.value = undefined;
    this.#order();
    this.workers.value = told.workers;
    this.operators.value = told.operators;
    this.cursor = told.cursor;
    this.filled = true;
  }

  #happen(events: readonly LiveEvent[]): void {
    const notable: LiveEvent[] = [];
    let moved = false;
    for (const event of events) {
      if (event.name === "call:updated") {
        const call = this.#calls.get(event.call_id);
        if (call?.value !== undefined) call.value = changed(call.value, event);
        continue;
      }
      notable.push(event);
      if (event.name === "call:started") moved = this.#begin(event) || moved;
      else if (event.name === "call:ended") moved = this.#end(event.call_id) || moved;
      else if (event.name === "operator:presence") this.#present(event);
    }
    if (moved) this.#order();
    if (notable.length > 0)
      this.happenings.value = [...this.happenings.peek(), ...notable].slice(-MOST_HAPPENINGS);
  }

  #begin(event: LiveEvent): boolean {
    if (event.call_id === "") return false;
    const known = this.#calls.get(event.call_id);
    if (known === undefined) this.#calls.set(event.call_id, signal(begun(event)));
    else known.value = begun(event);
    return true;
  }

  #end(id: string): boolean {
    const call = this.#calls.get(id);
    if (call === undefined) return false;
    call.value = undefined;
    return this.#calls.delete(id);
  }

  /** Oldest first, as the server has them; the id decides between equals. */
  #order(): void {
    const rows = [...this.#calls].map(([id, call]) => [id, call.peek()?.started_s ?? 0] as const);
    rows.sort(([a, aS], [b, bS]) => aS - bS || (a < b ? -1 : 1));
    this.ids.value = rows.map(([id]) => id);
  }

  /** Workers come and go; the calls of one that went are gone. */
  #staff(workers: readonly Worker[]): void {
    this.workers.value = workers;
    const there = new Set(workers.map((each) => each.worker));
    for (const call of this.#calls.values()) {
      const known = call.peek();
      if (known === undefined) continue;
      const gone = !there.has(known.worker);
      if (gone !== known.gone) call.value = { ...known, gone };
    }
  }

  /** The whole list comes within 10 s; this is at once. */
  #present(event: LiveEvent): void {
    const { operator_id: id, presence, reason } = event.fields;
    if (typeof presence !== "string") return;
    const since = new Date(event.at_s * 1_000).toISOString();
    this.operators.value = this.operators.peek().map((each) =>
      each.operator_id === id
        ? {
            ...each,
            presence,
            reason: typeof reason === "string" ? reason : "",
            since: each.presence === presence ? each.since : since,
          }
        : each,
    );
  }
}
