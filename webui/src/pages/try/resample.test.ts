import { describe, expect, test } from "vitest";
import { Resampler } from "./resample";

const LINE_HZ = 8_000;

function sine(hz: number, rate: number, seconds = 0.5): Float32Array {
  return Float32Array.from({ length: rate * seconds }, (_, n) =>
    Math.sin((2 * Math.PI * hz * n) / rate),
  );
}

/** Resample in pieces as a browser gives them: 128 samples. */
function resampled(sound: Float32Array, fromHz: number, toHz: number, piece = 128): Float32Array {
  const resampler = new Resampler(fromHz, toHz);
  const made: number[] = [];
  for (let at = 0; at < sound.length; at += piece)
    made.push(...resampler.push(sound.subarray(at, at + piece)));
  return Float32Array.from(made);
}

/** The loudness against a full sine in dB, without the edges. */
function loudness(sound: Float32Array): number {
  const inside = sound.subarray(Math.floor(sound.length / 5), Math.floor(sound.length * 0.8));
  const power = inside.reduce((sum, each) => sum + each * each, 0) / inside.length;
  return 10 * Math.log10(2 * power + 1e-20);
}

/** How much of a sound is another tone than `hz`, in dB. */
function besides(sound: Float32Array, hz: number, rate: number): number {
  const from = Math.floor(sound.length / 5);
  const inside = sound.subarray(from, from + Math.floor(rate / 5)); // whole periods
  let [re, im] = [0, 0];
  const angle = (n: number) => (2 * Math.PI * hz * n) / rate;
  inside.forEach((each, n) => {
    re += (2 * each * Math.cos(angle(n))) / inside.length;
    im += (2 * each * Math.sin(angle(n))) / inside.length;
  });
  const rest = inside.map((each, n) => each - re * Math.cos(angle(n)) - im * Math.sin(angle(n)));
  return 10 * Math.log10((2 * rest.reduce((s, each) => s + each * each, 0)) / rest.length + 1e-20);
}

describe.each([48_000, 44_100, 16_000, 96_000])("from %d Hz to the line", (rate) => {
  test.each([100, 300, 1_000, 2_500, 3_300])("a tone of %d Hz goes through unchanged", (hz) => {
    const heard = resampled(sine(hz, rate), rate, LINE_HZ);
    expect(Math.abs(loudness(heard))).toBeLessThan(0.2);
    expect(besides(heard, hz, LINE_HZ)).toBeLessThan(-60);
  });

  test.each([4_000, 4_300, 5_000, 7_000, 7_900])("a tone of %d Hz leaves no false one", (hz) => {
    expect(loudness(resampled(sine(hz, rate), rate, LINE_HZ))).toBeLessThan(-55);
  });
});

test.each([48_000, 44_100, 8_000])("from the line to %d Hz nothing is added", (rate) => {
  const heard = resampled(sine(1_000, LINE_HZ), LINE_HZ, rate, 160);
  expect(Math.abs(loudness(heard))).toBeLessThan(0.2);
  expect(besides(heard, 1_000, rate)).toBeLessThan(-60);
});

test.each([
  [48_000, 8_000],
  [44_100, 8_000],
  [8_000, 44_100],
])("from %d to %d Hz a minute stays a minute", (from, to) => {
  const resampler = new Resampler(from, to);
  let made = 0;
  for (let n = 0; n < 500; n += 1) made += resampler.push(new Float32Array(from / 50)).length;
  const missing = 10 * to - made;
  expect(missing).toBeGreaterThanOrEqual(0);
  expect(missing).toBeLessThan(to * 0.01); // what waits for its neighbours
});

test("how the sound is cut into pieces changes nothing", () => {
  const sound = sine(700, 44_100, 0.1);
  const whole = resampled(sound, 44_100, LINE_HZ, sound.length);
  expect(resampled(sound, 44_100, LINE_HZ, 1)).toEqual(whole);
  expect(resampled(sound, 44_100, LINE_HZ, 882)).toEqual(whole);
});
