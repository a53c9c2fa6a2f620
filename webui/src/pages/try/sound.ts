// Sound of one try: the microphone becomes frames of the line, frames of the line become
// sound. Without a microphone silence goes out, as from a telephone whose owner types.
import { decoded, Framer, levelOf, LINE_HZ } from "./pcm";
import { release } from "./microphone";
import { Resampler } from "./resample";

/** What the audio thread counts. */
export interface Flow {
  /** How loud both sides are now, 0 to 1. */
  readonly mine: number;
  readonly theirs: number;
  /** How often the agent's sound came too late. */
  readonly underruns: number;
  /** How long the agent's sound waits before it is played. */
  readonly waitingMs: number;
}

export interface Ears {
  /** A frame for the line, 50 times a second. */
  frame: (frame: ArrayBuffer) => void;
  flow: (flow: Flow) => void;
  /** The microphone was pulled out, or the browser took it away. */
  lost: () => void;
}

export interface Sound {
  /** Use this microphone from now on; it is released with the sound. */
  plug: (stream: MediaStream) => void;
  setMuted: (muted: boolean) => void;
  /** Play what the line said. */
  play: (frame: ArrayBuffer) => void;
  close: () => void;
}

interface Told {
  readonly heard: Float32Array;
  readonly underruns: number;
  readonly waiting: number;
}

const SHOWN_PIECES = 4; // the meters move 12 times a second, not 50
const WORKLET = new URL("./line.worklet.js", import.meta.url);

/** Start the audio thread. Rejects where the browser has no sound at all. */
export async function openSound(ears: Ears): Promise<Sound> {
  const context = new AudioContext({ latencyHint: "interactive" });
  try {
    await context.audioWorklet.addModule(WORKLET.href);
    // not awaited: where a browser waits for a click it would never end
    void context.resume().catch(() => undefined);
    return new Line(context, ears);
  } catch (error) {
    await context.close();
    throw error;
  }
}

class Line implements Sound {
  readonly #context: AudioContext;
  readonly #ears: Ears;
  readonly #node: AudioWorkletNode;
  readonly #toLine: Resampler;
  readonly #fromLine: Resampler;
  readonly #framer = new Framer();
  #source: MediaStreamAudioSourceNode | null = null;
  #muted = false;
  #pieces = 0;
  #mine = 0; // the loudest since the meters moved
  #theirs = 0;
  #closed = false;

  constructor(context: AudioContext, ears: Ears) {
    this.#context = context;
    this.#ears = ears;
    this.#toLine = new Resampler(context.sampleRate, LINE_HZ);
    this.#fromLine = new Resampler(LINE_HZ, context.sampleRate);
    this.#node = new AudioWorkletNode(context, "line", {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      outputChannelCount: [1],
      channelCount: 1,
      channelCountMode: "explicit",
    });
    this.#node.port.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data);
    this.#node.connect(context.destination);
  }

  plug(stream: MediaStream): void {
    this.#unplug();
    if (this.#closed) {
      release(stream);
      return;
    }
    this.#source = this.#context.createMediaStreamSource(stream);
    this.#source.connect(this.#node);
    for (const track of stream.getTracks())
      track.onended = () => {
        this.#unplug();
        this.#ears.lost();
      };
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
  }

  play(frame: ArrayBuffer): void {
    if (this.#closed) return;
    const samples = decoded(frame);
    this.#theirs = Math.max(this.#theirs, levelOf(samples));
    const sound = this.#fromLine.push(samples);
    this.#node.port.postMessage(sound, [sound.buffer]);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unplug();
    this.#node.port.onmessage = null;
    this.#node.port.postMessage("close");
    this.#node.disconnect();
    void this.#context.close();
  }

  #unplug(): void {
    const source = this.#source;
    this.#source = null;
    if (source === null) return;
    source.disconnect();
    for (const track of source.mediaStream.getTracks()) track.onended = null;
    release(source.mediaStream);
  }

  #hear({ heard, underruns, waiting }: Told): void {
    const sound = this.#muted ? new Float32Array(heard.length) : heard;
    for (const frame of this.#framer.push(this.#toLine.push(sound))) this.#ears.frame(frame);
    this.#mine = Math.max(this.#mine, levelOf(sound));
    this.#pieces += 1;
    if (this.#pieces % SHOWN_PIECES !== 0) return;
    const waitingMs = (1_000 * waiting) / this.#context.sampleRate;
    this.#ears.flow({ mine: this.#mine, theirs: this.#theirs, underruns, waitingMs });
    this.#mine = 0;
    this.#theirs = 0;
  }
}
