// The one live socket of the UI, for whoever watches: the board, and the page of a live call.
// It is opened when the first watcher comes and closed some seconds after the last has gone,
// so that going from the board to a call and back costs nothing. What is known stays shown
// while the connection is away, with the time since when it is old.
import { effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { asProblem } from "@/api/problem";
import { session } from "@/api/session";
import { openLine, type Line } from "@/api/socket";
import {
  forgetsPlace,
  TABLE,
  waitMs,
  whyClosed,
  type Command,
  type Event,
  type State,
  type Why,
} from "@/live/machine";
import { Pending } from "@/live/pending";
import {
  read,
  type LiveCall,
  type LiveEvent,
  type Message,
  type Presence,
  type Worker,
} from "@/live/protocol";
import { ServerTime } from "@/live/servertime";
import { Store } from "@/live/store";

export type { LiveCall, LiveEvent, Presence, Worker } from "@/live/protocol";
export type { Why } from "@/live/machine";

/** How much to believe what is shown. */
export type FeedState =
  | { readonly is: "off" | "connecting" | "live" | "over" }
  /** Connected; the server itself does not hear the workers. */
  | { readonly is: "stale"; readonly sinceS: number }
  /** Not connected. `sinceS` is when something was heard last. */
  | { readonly is: "lost"; readonly sinceS: number; readonly why: Why };

export type Follower = (events: readonly LiveEvent[], isStart: boolean) => void;

export const SILENT_MS = 25_000; // the server says something every 10 s
export const LINGER_MS = 10_000;
const STEADY_MS = 5_000; // so long must a connection hold to be no failure
const SECOND_MS = 1_000;

/** What the feed needs of its surroundings; tests bring their own. */
export interface World {
  readonly open: typeof openLine;
  readonly chance: () => number;
  readonly time: ServerTime;
}

export class Feed {
  readonly #world: World;
  readonly #store = new Store();
  readonly #state = signal<FeedState>({ is: "off" });
  readonly #nowS = signal(0);
  readonly #pending = new Pending<Message>((messages) => this.#apply(messages));
  readonly #followers = new Map<Follower, string>();
  #is: State = "off";
  #watchers = 0;
  #line: Line | null = null;
  #attempt = 0;
  #tries = 0;
  #heardMs = 0; // monotonic, of this connection's first message; 0 before it
  #lastS: number | null = null; // when something was heard last, by the server's clock
  #why: Why = "gone";
  #retryAfterS = 0;
  #timers: Partial<Record<"linger" | "retry" | "silence" | "second", number>> = {};
  #stops: (() => void)[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  get state(): ReadonlySignal<FeedState> {
    return this.#state;
  }
  /** The live calls, oldest first. */
  get ids(): ReadonlySignal<readonly string[]> {
    return this.#store.ids;
  }
  get workers(): ReadonlySignal<readonly Worker[]> {
    return this.#store.workers;
  }
  get operators(): ReadonlySignal<readonly Presence[]> {
    return this.#store.operators;
  }
  /** The last events that are no mere update of a call, oldest first. */
  get happenings(): ReadonlySignal<readonly LiveEvent[]> {
    return this.#store.happenings;
  }
  /** The server's clock in unix seconds; it ticks every second while somebody watches. */
  get nowS(): ReadonlySignal<number> {
    return this.#nowS;
  }

  /** The server's clock, exactly. */
  clockS(): number {
    return this.#world.time.nowS();
  }

  /** One call. Undefined in the signal: it is not live (any more). */
  call(id: string): ReadonlySignal<LiveCall | undefined> {
    return this.#store.call(id);
  }

  /** Hear the words, tools and turns of a call. The server lets a client follow one: the last
   * that was asked for. `isStart`: begin anew, this is what was known before; it comes again
   * after every reconnect. Returns what stops it. */
  follow(callId: string, follower: Follower): () => void {
    this.#followers.set(follower, callId);
    this.#sayFollow();
    return () => {
      if (this.#followers.delete(follower)) this.#sayFollow();
    };
  }

  /** Watch until the returned function is called. */
  watch(): () => void {
    this.#watchers += 1;
    clearTimeout(this.#timers.linger);
    if (this.#watchers === 1) this.#arrive();
    let here = true;
    return () => {
      if (!here) return;
      here = false;
      this.#watchers -= 1;
      if (this.#watchers === 0)
        this.#timers.linger = window.setTimeout(() => this.#depart(), LINGER_MS);
    };
  }

  #arrive(): void {
    if (this.#stops.length === 0) {
      this.#listen();
      this.#tick();
    }
    this.#on("wanted");
  }

  #depart(): void {
    for (const stop of this.#stops.splice(0)) stop();
    clearTimeout(this.#timers.second);
    this.#on("unwanted");
    this.#pending.drop();
    this.#store.clear();
    this.#lastS = null;
    this.#tries = 0;
  }

  /** Follow the browser's network and tab, and who is logged in. */
  #listen(): void {
    const nudge = () => {
      if (!document.hidden) this.#on("nudged");
    };
    addEventListener("online", nudge);
    document.addEventListener("visibilitychange", nudge);
    let known = keyOfSession();
    const stopSession = effect(() => {
      const key = keyOfSession();
      if (key === known) return;
      known = key;
      untracked(() => this.#somebodyElse(key));
    });
    this.#stops.push(
      () => removeEventListener("online", nudge),
      () => document.removeEventListener("visibilitychange", nudge),
      stopSession,
    );
  }

  /** Another user or role may not see what this one saw. */
  #somebodyElse(key: string): void {
    this.#pending.drop();
    this.#store.clear();
    this.#lastS = null;
    this.#tries = 0;
    this.#on(key === "" ? "over" : "changed");
  }

  /** Once a second, on the second of the server, so that all durations move together. */
  #tick(): void {
    const nowS = this.clockS();
    this.#nowS.value = nowS;
    const rest = SECOND_MS - ((nowS * 1_000) % SECOND_MS);
    this.#timers.second = window.setTimeout(() => this.#tick(), Math.max(rest, 50));
  }

  #on(event: Event): void {
    const step = TABLE[this.#is][event];
    if (step === null) return;
    const [next, ...commands] = step;
    this.#is = next;
    for (const command of commands) this.#obey(command);
    this.#show();
  }

  #obey(command: Command): void {
    if (command === "open") void this.#open();
    else if (command === "close") this.#close();
    else if (command === "greet") this.#greet();
    else this.#wait();
  }

  async #open(): Promise<void> {
    clearTimeout(this.#timers.retry);
    this.#attempt += 1;
    const mine = this.#attempt;
    const isMine = () => mine === this.#attempt;
    this.#heardMs = 0;
    this.#listenForSilence();
    try {
      const line = await this.#world.open("live", {
        opened: () => {
          if (isMine()) this.#on("opened");
        },
        heard: (text) => {
          if (isMine()) this.#heard(text);
        },
        closed: (code) => {
          if (isMine()) this.#broke(whyClosed(code));
        },
      });
      if (isMine()) this.#line = line;
      else line.close();
    } catch (error) {
      if (!isMine()) return;
      const problem = asProblem(error);
      const why = problem.status === 429 ? "too-many" : problem.status === 0 ? "offline" : "gone";
      this.#broke(problem.status === 401 ? "session" : why, problem.retryAfterS ?? 0);
    }
  }

  /** Ask for what was missed, or for everything; and for the call that is followed. */
  #greet(): void {
    this.#world.time.doubt();
    this.#line?.send(JSON.stringify({ resume: this.#store.cursor }));
    if (this.#followed() !== null) this.#sayFollow();
  }

  #sayFollow(): void {
    if (this.#is !== "open" && this.#is !== "hearing") return;
    this.#line?.send(JSON.stringify({ follow: this.#followed() }));
  }

  #followed(): string | null {
    return [...this.#followers.values()].at(-1) ?? null;
  }

  #heard(text: string | ArrayBuffer): void {
    this.#listenForSilence();
    let message: Message | null;
    try {
      message = read(text);
    } catch {
      this.#broke("bug");
      return;
    }
    if (message === null) return;
    if ("at_s" in message) this.#world.time.told(message.at_s);
    this.#lastS = this.clockS();
    if (message.type !== "alive") this.#pending.put(message);
  }

  /** In a frame of the browser, or soon after if none comes. */
  #apply(messages: readonly Message[]): void {
    this.#store.apply(messages);
    for (const message of messages)
      if (message.type === "snapshot" || message.type === "events") this.#stands(message);
      else if (message.type === "stale") this.#goStale(message.since_s);
      else if (message.type === "call") this.#tellFollowers(message);
  }

  #stands(message: Message): void {
    if (this.#is === "open") {
      this.#heardMs = performance.now();
      this.#on("heard");
    }
    if (message.type !== "snapshot") return;
    this.#nowS.value = this.clockS(); // durations of new calls do not wait for the second
    if (this.#is === "hearing") this.#state.value = { is: "live" };
  }

  /** Only a snapshot ends it: what else comes meanwhile does not make the board fresh. */
  #goStale(sinceS: number): void {
    if (this.#is === "hearing") this.#state.value = { is: "stale", sinceS };
  }

  #tellFollowers(message: Extract<Message, { type: "call" }>): void {
    for (const [follower, callId] of this.#followers)
      if (callId === message.call_id) follower(message.events, message.start === true);
  }

  #broke(why: Why, retryAfterS = 0): void {
    this.#why = why;
    this.#retryAfterS = retryAfterS;
    this.#pending.flush();
    if (forgetsPlace(why)) this.#store.cursor = null;
    const held = this.#heardMs > 0 && performance.now() - this.#heardMs > STEADY_MS;
    if (held) this.#tries = 0;
    this.#on("broke");
  }

  #wait(): void {
    const ms = waitMs(this.#why, this.#tries, this.#world.chance(), this.#retryAfterS);
    this.#tries += 1;
    this.#timers.retry = window.setTimeout(() => this.#on("due"), ms);
  }

  #close(): void {
    this.#attempt += 1; // whatever still comes of it is late
    clearTimeout(this.#timers.silence);
    clearTimeout(this.#timers.retry);
    this.#line?.close();
    this.#line = null;
  }

  #listenForSilence(): void {
    clearTimeout(this.#timers.silence);
    this.#timers.silence = window.setTimeout(() => this.#broke("silent"), SILENT_MS);
  }

  #show(): void {
    const is = this.#is;
    if (is === "off" || is === "over") this.#state.value = { is };
    else if (is === "hearing") this.#state.value = { is: "live" };
    else if (this.#tries > 0 || this.#store.filled) {
      const sinceS = (this.#lastS ??= this.clockS());
      this.#state.value = { is: "lost", sinceS, why: this.#why };
    } else this.#state.value = { is: "connecting" };
  }
}

function keyOfSession(): string {
  const who = session.value;
  return who === null || who === undefined ? "" : `${who.sessionId} ${who.role}`;
}

export const feed = new Feed({
  open: openLine,
  chance: () => Math.random(),
  time: new ServerTime(),
});

/** The feed, watched as long as the component is there. */
export function useFeed(): Feed {
  useEffect(() => feed.watch(), []);
  return feed;
}
