// One try from the first click to the last: the microphone, the sound, the line, and what is
// known of the call. Everything that it opens it closes, however it ends.
import { batch, signal } from "@preact/signals";
import { asProblem, type Problem } from "@/api/problem";
import { openLine, type Line, type Listener } from "@/api/socket";
import { added, type Entry } from "./log";
import { openMicrophone, release, type NoMicrophone } from "./microphone";
import { HANG_UP, read, startOf, text, textOf, number, type TryEvent } from "./protocol";
import { openSound, type Flow, type Sound } from "./sound";

/** How a try ended, or why there was none. */
export type Ending =
  | { readonly is: "problem"; readonly problem: Problem }
  /** The call's own word; `next` is where a caller would be now. */
  | { readonly is: "ended"; readonly reason: string; readonly next: string }
  /** The server closed the line: its word, or its code. */
  | { readonly is: "closed"; readonly code: number; readonly why: string };

export type Phase =
  | { readonly is: "idle" | "asking" | "connecting" }
  | { readonly is: "on" | "ending"; readonly callId: string }
  | { readonly is: "over"; readonly callId: string; readonly ending: Ending };

export type Microphone = "off" | "asking" | "on" | "lost" | NoMicrophone;

/** Of a typed turn: whether it is on its way, and the last word about one. */
export interface Typing {
  readonly busy: boolean;
  readonly result: string;
}

/** What it needs of the browser and the server. */
export interface World {
  readonly openLine: (purpose: "try", listener: Listener) => Promise<Line>;
  readonly openMicrophone: typeof openMicrophone;
  readonly openSound: typeof openSound;
}

const HANG_UP_MS = 3_000; // then the line is closed without the server's word
const QUIET: Flow = { mine: 0, theirs: 0, underruns: 0, waitingMs: 0 };

export class Trial {
  readonly phase = signal<Phase>({ is: "idle" });
  readonly microphone = signal<Microphone>("off");
  readonly hasSound = signal(true);
  readonly muted = signal(false);
  readonly flow = signal<Flow>(QUIET);
  readonly log = signal<readonly Entry[]>([]);
  readonly typing = signal<Typing>({ busy: false, result: "" });
  /** What the agent does now, and the figures of the call so far. */
  readonly state = signal("");
  readonly language = signal("");
  readonly lastMs = signal(0);
  readonly worstMs = signal(0);
  readonly startedS = signal(0);

  readonly #world: World;
  #line: Line | null = null;
  #sound: Sound | null = null;
  #round = 0; // what a former try still brings is not ours
  #next = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(world: World = { openLine, openMicrophone, openSound }) {
    this.#world = world;
  }

  /** Begin: ask for the microphone first, since the server waits only seconds for a start. */
  async start(language: string, withMicrophone: boolean): Promise<void> {
    if (this.#isBusy) return;
    const round = this.#begin(withMicrophone ? "asking" : "connecting");
    const stream = withMicrophone ? await this.#ask() : null;
    const sound = round === this.#round ? await this.#openSound(round) : null;
    if (round !== this.#round) {
      if (stream !== null) release(stream);
      sound?.close();
      return;
    }
    this.#sound = sound;
    if (stream !== null) this.#plug(stream);
    this.phase.value = { is: "connecting" };
    await this.#dial(round, language);
  }

  /** Ask for the microphone while the call is on, after it was denied or lost. */
  async plugIn(): Promise<void> {
    const round = this.#round;
    if (this.phase.peek().is !== "on" || this.microphone.peek() === "asking") return;
    const stream = await this.#ask();
    if (stream === null) return;
    if (round === this.#round && this.phase.peek().is === "on") this.#plug(stream);
    else release(stream);
  }

  setMuted(muted: boolean): void {
    this.muted.value = muted;
    this.#sound?.setMuted(muted);
  }

  /** Say it in writing. What came of it stands in `typing`. */
  type(said: string): void {
    if (this.phase.peek().is !== "on" || this.typing.peek().busy) return;
    this.typing.value = { busy: true, result: "" };
    this.#line?.send(textOf(said));
  }

  hangUp(): void {
    const phase = this.phase.peek();
    if (phase.is !== "on") return;
    this.phase.value = { is: "ending", callId: phase.callId };
    this.#line?.send(HANG_UP);
    this.#timer = setTimeout(
      () => this.#end({ is: "ended", reason: "caller-hung-up", next: "end" }),
      HANG_UP_MS,
    );
  }

  /** Give up while it begins. */
  cancel(): void {
    this.leave();
    this.phase.value = { is: "idle" };
  }

  /** The user goes elsewhere: closing the line hangs up. */
  leave(): void {
    this.#round += 1;
    this.#free();
  }

  get #isBusy(): boolean {
    const { is } = this.phase.peek();
    return is !== "idle" && is !== "over";
  }

  #begin(is: "asking" | "connecting"): number {
    this.#round += 1;
    this.#next = "";
    batch(() => {
      this.phase.value = { is };
      this.microphone.value = "off";
      this.hasSound.value = true;
      this.muted.value = false;
      this.flow.value = QUIET;
      this.log.value = [];
      this.typing.value = { busy: false, result: "" };
      this.state.value = this.language.value = "";
      this.lastMs.value = this.worstMs.value = this.startedS.value = 0;
    });
    return this.#round;
  }

  async #ask(): Promise<MediaStream | null> {
    const round = this.#round;
    this.microphone.value = "asking";
    const found = await this.#world.openMicrophone();
    if (found.why === null) return found.stream;
    if (round === this.#round) this.microphone.value = found.why;
    return null;
  }

  /** Null where the browser has no sound: then the try is in writing. */
  async #openSound(round: number): Promise<Sound | null> {
    const isOn = () => round === this.#round && this.phase.peek().is === "on";
    try {
      return await this.#world.openSound({
        frame: (frame) => {
          if (isOn()) this.#line?.send(frame);
        },
        flow: (flow) => {
          if (isOn()) this.flow.value = flow;
        },
        lost: () => (this.microphone.value = "lost"),
      });
    } catch {
      if (round === this.#round) this.hasSound.value = false;
      return null;
    }
  }

  #plug(stream: MediaStream): void {
    try {
      if (this.#sound === null) throw new Error("no sound");
      this.#sound.plug(stream);
      this.microphone.value = "on";
    } catch {
      release(stream); // as where the microphone has another rate than the loudspeaker
      this.microphone.value = "failed";
    }
  }

  async #dial(round: number, language: string): Promise<void> {
    const isMine = () => round === this.#round;
    try {
      const line: Line = await this.#world.openLine("try", {
        opened: () => {
          if (isMine()) this.#line?.send(startOf(language));
        },
        heard: (message) => {
          if (isMine()) this.#hear(message);
        },
        closed: (code, why) => {
          if (isMine()) this.#end({ is: "closed", code, why });
        },
      });
      if (isMine()) this.#line = line;
      else line.close();
    } catch (error) {
      if (isMine()) this.#end({ is: "problem", problem: asProblem(error) });
    }
  }

  #hear(message: string | ArrayBuffer): void {
    if (typeof message !== "string") {
      this.#sound?.play(message);
      return;
    }
    const heard = read(message);
    if (heard === null) return;
    if (heard.is === "started") this.phase.value = { is: "on", callId: heard.callId };
    else if (heard.is === "typed") this.typing.value = { busy: false, result: heard.result };
    else if (heard.is === "ended")
      this.#end({ is: "ended", reason: heard.reason, next: this.#next });
    else batch(() => this.#take(heard.event));
  }

  #take(event: TryEvent): void {
    const { name, fields, atS } = event;
    if (this.startedS.peek() === 0) this.startedS.value = atS;
    if (name === "call:updated" || name === "call:started") {
      if (text(fields["state"]) !== "") this.state.value = text(fields["state"]);
      if (text(fields["language"]) !== "") this.language.value = text(fields["language"]);
    } else if (name === "call:turn") {
      this.lastMs.value = number(fields["total_ms"]);
      this.worstMs.value = Math.max(this.worstMs.peek(), this.lastMs.peek());
    } else if (name === "call:ended") this.#next = text(fields["next"]);
    this.log.value = added(this.log.peek(), event);
  }

  #end(ending: Ending): void {
    const phase = this.phase.peek();
    if (phase.is === "over") return; // its last word is known
    const callId = "callId" in phase ? phase.callId : "";
    this.#round += 1;
    this.#free();
    batch(() => {
      this.typing.value = { busy: false, result: "" };
      this.state.value = "";
      this.phase.value = { is: "over", callId, ending };
    });
  }

  #free(): void {
    clearTimeout(this.#timer);
    this.#line?.close();
    this.#sound?.close();
    this.#line = null;
    this.#sound = null;
  }
}
