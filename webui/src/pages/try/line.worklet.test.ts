import { beforeAll, beforeEach, expect, test, vi } from "vitest";

const RATE = 48_000;
const BLOCK = 128;
const MS = RATE / 1_000;

interface Told {
  heard: Float32Array;
  underruns: number;
  skipped: number;
  waiting: number;
}

interface Line {
  port: { onmessage: (event: { data: unknown }) => void; told: Told[] };
  process: (inputs: Float32Array[][], outputs: Float32Array[][]) => boolean;
}

let Made: new () => Line;
let line: Line;

beforeAll(async () => {
  vi.stubGlobal("sampleRate", RATE);
  vi.stubGlobal(
    "AudioWorkletProcessor",
    class {
      port = { told: [] as Told[], postMessage: (told: Told) => this.port.told.push(told) };
    },
  );
  vi.stubGlobal("registerProcessor", (_: string, made: new () => Line) => (Made = made));
  await import("./line.worklet.js");
});

beforeEach(() => {
  line = new Made();
});

const say = (data: unknown) => line.port.onmessage({ data });
const tone = (ms: number, from = 0) =>
  Float32Array.from({ length: ms * MS }, (_, n) => 0.8 * Math.sin((n + from) * 0.02));

/** Let time pass; returns what the loudspeaker gets. */
function play(ms: number, microphone?: Float32Array): Float32Array {
  const all: number[] = [];
  while (all.length < ms * MS) {
    const out = new Float32Array(BLOCK);
    const heard = microphone?.subarray(all.length, all.length + BLOCK);
    line.process(heard === undefined ? [[]] : [[heard]], [[out]]);
    all.push(...out);
  }
  return Float32Array.from(all);
}

/** The largest step from one sample to the next; of the tone itself it is 0.016. */
const jump = (sound: Float32Array) =>
  sound.reduce((most, each, n) => Math.max(most, Math.abs(each - (sound[n - 1] ?? each))), 0);
const told = () => {
  const last = line.port.told.at(-1);
  if (last === undefined) throw new Error("nothing was told");
  return last;
};
const isSilent = (sound: Float32Array) => sound.every((each) => each === 0);

test("what the microphone hears goes out in pieces of 20 ms, nothing lost", () => {
  const sound = tone(200);
  play(200, sound);
  expect(line.port.told.map((each) => each.heard.length)).toEqual(Array(10).fill(20 * MS));
  expect(line.port.told.flatMap((each) => [...each.heard])).toEqual([...sound]);
});

test("without a microphone silence goes out, as from a telephone", () => {
  play(60);
  expect(line.port.told).toHaveLength(3);
  expect(line.port.told.every((each) => isSilent(each.heard))).toBe(true);
});

test("nothing is played until 60 ms wait, then all of it in order", () => {
  say(tone(20));
  say(tone(20, 20 * MS));
  expect(isSilent(play(40))).toBe(true);
  say(tone(20, 40 * MS));
  const heard = play(40);
  expect([...heard.subarray(5 * MS)]).toEqual([...tone(60).subarray(5 * MS, heard.length)]);
  expect(jump(heard)).toBeLessThan(0.03);
});

test("a line that runs dry fades without a click, is counted and waits for more", () => {
  say(tone(61)); // ends where the sine is not zero
  const heard = play(100);
  expect(jump(heard)).toBeLessThan(0.03);
  expect(isSilent(heard.subarray(-20 * MS))).toBe(true);
  expect(told().underruns).toBe(1);
  say(tone(60));
  expect(isSilent(play(20))).toBe(true); // 80 ms now
  say(tone(40, 60 * MS));
  expect(jump(play(90))).toBeLessThan(0.03);
});

test("the delay grows to 120 ms and no further, however often it runs dry", () => {
  for (let n = 0; n < 10; n += 1) {
    say(tone(120));
    expect(isSilent(play(20))).toBe(false);
    play(200);
  }
  expect(told().underruns).toBe(10);
});

test("what comes far too late is left out, without a click", () => {
  say(tone(100));
  const before = play(50);
  say(tone(400, 100 * MS));
  const after = play(40);
  expect(told().waiting).toBeLessThanOrEqual(60 * MS);
  expect(told().skipped).toBeGreaterThan(300 * MS);
  expect(told().underruns).toBe(0);
  expect(jump(Float32Array.from([...before, ...after]))).toBeLessThan(0.03);
});

test("after a jam the delay is made up for in silence, and no word is lost", () => {
  const words = tone(240);
  for (let at = 0; at < 240; at += 20) say(words.subarray(at * MS, (at + 20) * MS));
  const heard: number[] = [];
  for (let n = 0; n < 20; n += 1) {
    say(new Float32Array(20 * MS));
    heard.push(...play(20));
  }
  expect(told().waiting).toBeLessThanOrEqual(80 * MS);
  expect([...heard.slice(5 * MS, words.length)]).toEqual([...words.subarray(5 * MS)]);
  expect(told().underruns).toBe(0);
});

test("after its end the audio thread may forget it", () => {
  expect(line.process([[]], [[new Float32Array(BLOCK)]])).toBe(true);
  say("close");
  expect(line.process([[]], [[new Float32Array(BLOCK)]])).toBe(false);
});
