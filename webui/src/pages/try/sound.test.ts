import { beforeEach, expect, test, vi } from "vitest";
import { encoded } from "./pcm";
import { openSound, type Ears, type Flow } from "./sound";

const RATE = 48_000;
const PIECE = RATE / 50;

class Node {
  static last: Node | null = null;
  readonly posted: unknown[] = [];
  readonly disconnect = vi.fn();
  readonly connect = vi.fn();
  readonly port = {
    onmessage: null as ((event: { data: unknown }) => void) | null,
    postMessage: (message: unknown) => void this.posted.push(message),
  };

  constructor() {
    Node.last = this;
  }
}

class Context {
  static last: Context | null = null;
  static broken = false;
  readonly sampleRate = RATE;
  readonly destination = {};
  readonly close = vi.fn(() => Promise.resolve());
  readonly sources: { connect: () => void; disconnect: () => void }[] = [];
  readonly audioWorklet = {
    addModule: () => (Context.broken ? Promise.reject(new Error("no")) : Promise.resolve()),
  };

  constructor() {
    Context.last = this;
  }

  resume() {
    return Promise.resolve();
  }

  createMediaStreamSource(mediaStream: MediaStream) {
    const source = { mediaStream, connect: vi.fn(), disconnect: vi.fn() };
    this.sources.push(source);
    return source;
  }
}

let frames: ArrayBuffer[];
let flows: Flow[];
let lost: number;
let ears: Ears;

beforeEach(() => {
  vi.stubGlobal("AudioContext", Context);
  vi.stubGlobal("AudioWorkletNode", Node);
  Context.broken = false;
  [frames, flows, lost] = [[], [], 0];
  ears = {
    frame: (frame) => frames.push(frame),
    flow: (flow) => flows.push(flow),
    lost: () => (lost += 1),
  };
});

const aStream = () => {
  const track = { stop: vi.fn(), onended: null as (() => void) | null };
  return { track, stream: { getTracks: () => [track] } as unknown as MediaStream };
};

function hear(loud: number, pieces: number) {
  for (let n = 0; n < pieces; n += 1) {
    const heard = Float32Array.from({ length: PIECE }, (_, at) => loud * Math.sin(at * 0.13));
    Node.last?.port.onmessage?.({ data: { heard, underruns: 3, waiting: RATE / 10 } });
  }
}

const isSilent = (frame: ArrayBuffer) => new Int16Array(frame).every((each) => each === 0);

test("what the microphone hears becomes 50 frames of 320 bytes a second", async () => {
  await openSound(ears);
  hear(0.5, 51);
  expect(frames).toHaveLength(50);
  expect(frames.every((each) => each.byteLength === 320)).toBe(true);
  expect(frames.some(isSilent)).toBe(false);
});

test("muted, silence is sent and shown", async () => {
  const sound = await openSound(ears);
  sound.setMuted(true);
  hear(0.5, 8);
  expect(frames.every(isSilent)).toBe(true);
  expect(flows.at(-1)?.mine).toBe(0);
});

test("the meters show the loudest of both sides, and what the audio thread counts", async () => {
  const sound = await openSound(ears);
  sound.play(encoded(Float32Array.from({ length: 160 }, (_, n) => Math.sin(n))));
  hear(0.5, 4);
  expect(flows).toHaveLength(1);
  expect(flows[0]?.theirs).toBeGreaterThan(0.9);
  expect(flows[0]?.mine).toBeGreaterThan(0.8);
  expect(flows[0]).toMatchObject({ underruns: 3, waitingMs: 100 });
  hear(0, 4);
  expect(flows[1]).toMatchObject({ mine: 0, theirs: 0 });
});

test("a frame of the line reaches the audio thread at the browser's rate", async () => {
  const sound = await openSound(ears);
  sound.play(new ArrayBuffer(320));
  sound.play(new ArrayBuffer(320));
  const last = Node.last?.posted.at(-1);
  expect(last).toBeInstanceOf(Float32Array);
  expect((last as Float32Array).length).toBe(PIECE);
});

test("a microphone that is pulled out is let go, and told once", async () => {
  const sound = await openSound(ears);
  const { track, stream } = aStream();
  sound.plug(stream);
  track.onended?.();
  expect(lost).toBe(1);
  expect(track.stop).toHaveBeenCalledTimes(1);
});

test("closing stops the microphone, the audio thread and the context", async () => {
  const sound = await openSound(ears);
  const { track, stream } = aStream();
  sound.plug(stream);
  sound.close();
  sound.close();
  expect(track.stop).toHaveBeenCalledTimes(1);
  expect(Node.last?.posted).toEqual(["close"]);
  expect(Context.last?.close).toHaveBeenCalledTimes(1);
  const late = aStream();
  sound.plug(late.stream);
  expect(late.track.stop).toHaveBeenCalledTimes(1);
});

test("where the audio thread cannot start nothing stays open", async () => {
  Context.broken = true;
  await expect(openSound(ears)).rejects.toThrow("no");
  expect(Context.last?.close).toHaveBeenCalledTimes(1);
});
