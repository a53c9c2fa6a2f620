// Plays a recording: one native audio element behind an address that is good for a minute.
// The address is asked for when somebody wants to listen (it is noted who listens), and
// again when it has ended: before a seek into what is not here yet, or after an error.
import { signal } from "@preact/signals";
import { asProblem, Problem } from "@/api/problem";

/** What this file needs of HTMLAudioElement. */
export type Sound = Pick<
  HTMLAudioElement,
  | "src"
  | "currentTime"
  | "playbackRate"
  | "defaultPlaybackRate"
  | "paused"
  | "buffered"
  | "play"
  | "pause"
  | "load"
  | "addEventListener"
  | "removeEventListener"
  | "removeAttribute"
>;

const GOOD_MS = 55_000; // the server says 60 s; the way takes time, and clocks may differ
const MOST_RENEWALS = 2; // one after the other, without a sound in between

export type PlayerState = "idle" | "getting" | "ready" | "failed";

export class Player {
  readonly atS = signal(0);
  readonly playing = signal(false);
  readonly state = signal<PlayerState>("idle");
  readonly problem = signal<Problem | null>(null);
  readonly rate = signal(1);

  readonly #renew: () => Promise<string>;
  readonly #now: () => number;
  #sound: Sound | null = null;
  #goodUntilMs = 0;
  #startS = 0;
  #wantsToPlay = false;
  #renewals = 0;
  #turn = 0;

  /** `renew` returns a new address of the recording; it throws Problem. */
  constructor(renew: () => Promise<string>, now: () => number = Date.now) {
    this.#renew = renew;
    this.#now = now;
  }

  /** Use an element; returns how to let go of it. */
  use(sound: Sound): () => void {
    const events = {
      loadedmetadata: () => this.#loaded(),
      timeupdate: () => this.look(),
      seeked: () => this.look(),
      playing: () => this.#sounds(),
      pause: () => this.#rests(),
      ended: () => this.#rests(),
      error: () => this.#broke(),
    } as const;
    this.#sound = sound;
    for (const [name, heard] of Object.entries(events)) sound.addEventListener(name, heard);
    return () => {
      for (const [name, heard] of Object.entries(events)) sound.removeEventListener(name, heard);
      this.#turn += 1;
      this.#sound = null;
      sound.pause();
      sound.removeAttribute("src");
      sound.load(); // lets go of the connection
    };
  }

  play(): void {
    this.#wantsToPlay = true;
    if (this.state.peek() === "getting") return;
    if (this.state.peek() !== "ready") void this.#get(this.atS.peek());
    else this.#start();
  }

  pause(): void {
    this.#wantsToPlay = false;
    this.playing.value = false;
    this.#sound?.pause();
  }

  toggle(): void {
    if (this.#wantsToPlay) this.pause();
    else this.play();
  }

  /** Go to a time. Nothing is fetched before somebody wants to listen. */
  seek(atS: number): void {
    const wanted = Math.max(0, atS);
    this.atS.value = wanted;
    const sound = this.#sound;
    if (this.state.peek() === "getting") this.#startS = wanted;
    if (sound === null || this.state.peek() !== "ready") return;
    if (this.#now() < this.#goodUntilMs || holds(sound.buffered, wanted))
      sound.currentTime = wanted;
    else void this.#get(wanted);
  }

  setRate(rate: number): void {
    this.rate.value = rate;
    if (this.#sound === null) return;
    this.#sound.defaultPlaybackRate = rate; // survives a new address
    this.#sound.playbackRate = rate;
  }

  /** Take the time from the element; the page does so every frame while it plays. */
  look(): void {
    if (this.#sound === null || this.state.peek() !== "ready") return;
    this.atS.value = this.#sound.currentTime;
  }

  async #get(atS: number): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#startS = atS;
    this.state.value = "getting";
    this.problem.value = null;
    try {
      const address = await this.#renew();
      if (turn !== this.#turn || this.#sound === null) return;
      this.#goodUntilMs = this.#now() + GOOD_MS;
      this.#sound.src = address;
      this.#sound.load();
    } catch (error) {
      if (turn === this.#turn) this.#fail(asProblem(error));
    }
  }

  #loaded(): void {
    if (this.#sound === null) return;
    this.state.value = "ready";
    this.#sound.currentTime = this.#startS;
    this.#sound.playbackRate = this.rate.peek();
    if (this.#wantsToPlay) this.#start();
  }

  #start(): void {
    this.#sound?.play().catch((error: unknown) => {
      // another address, or a pause, came first
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.#rests();
      this.problem.value = new Problem("sound-failed");
    });
  }

  #sounds(): void {
    this.#renewals = 0;
    this.problem.value = null;
    this.playing.value = true;
  }

  #rests(): void {
    if (this.state.peek() === "getting") return; // it goes on with the new address
    this.look();
    this.#wantsToPlay = false;
    this.playing.value = false;
  }

  #broke(): void {
    const state = this.state.peek();
    if (this.#sound === null || state === "idle" || state === "failed") return;
    if (this.#renewals >= MOST_RENEWALS) {
      this.#fail(new Problem("sound-failed"));
      return;
    }
    this.#renewals += 1;
    void this.#get(state === "getting" ? this.#startS : this.atS.peek());
  }

  #fail(problem: Problem): void {
    this.state.value = "failed";
    this.problem.value = problem;
    this.#renewals = 0;
    this.#wantsToPlay = false;
    this.playing.value = false;
  }
}

function holds(buffered: TimeRanges, atS: number): boolean {
  for (let at = 0; at < buffered.length; at += 1)
    if (atS >= buffered.start(at) && atS < buffered.end(at)) return true;
  return false;
}
