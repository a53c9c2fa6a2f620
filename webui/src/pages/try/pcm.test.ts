import { expect, test } from "vitest";
import { decoded, encoded, FRAME_SAMPLES, Framer, levelOf } from "./pcm";

test("samples of any number become frames of 320 bytes in their order", () => {
  const framer = new Framer();
  const sound = Float32Array.from({ length: 1_000 }, (_, n) => n / 2_000);
  const frames = [0, 100, 101, 500].flatMap((from, n, all) =>
    framer.push(sound.subarray(from, all[n + 1] ?? 1_000)),
  );
  expect(frames.map((each) => each.byteLength)).toEqual(Array(6).fill(320));
  const heard = frames.flatMap((each) => [...decoded(each)]);
  heard.forEach((each, n) => expect(each).toBeCloseTo(n / 2_000, 4));
});

test("bytes are little-endian, and what is too loud is cut", () => {
  const bytes = new Uint8Array(encoded(Float32Array.of(1 / 32_768, -1, 1, 7, -7)));
  expect([...bytes]).toEqual([1, 0, 0, 0x80, 0xff, 0x7f, 0xff, 0x7f, 0, 0x80]);
});

test("half a sample at the end is dropped", () => {
  expect([...decoded(Uint8Array.of(0, 0x40, 9).buffer)]).toEqual([0.5]);
});

test.each([
  [0, 0],
  [0.001, 0],
  [0.0316, 0.5],
  [1, 1],
])("a sine of %d shows %d of the meter", (loud, shown) => {
  const sine = Float32Array.from({ length: FRAME_SAMPLES }, (_, n) => loud * Math.sin(n * 0.7854));
  expect(levelOf(sine)).toBeCloseTo(shown, 1);
});

test("no sound at all shows nothing", () => {
  expect(levelOf(new Float32Array(0))).toBe(0);
});
