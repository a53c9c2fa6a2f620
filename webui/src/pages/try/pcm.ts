// The sound of the line: frames of 20 ms, 16 bit little-endian, and how loud they are.

export const LINE_HZ = 8_000;
export const FRAME_SAMPLES = 160;
const SAMPLE_BYTES = 2;
const FULL = 32_768;
const QUIETEST_DB = -60;

/** Cuts samples into frames as they are sent. */
export class Framer {
  #rest = new Float32Array(0);

  /** Take samples from -1 to 1; returns the frames that are full now. */
  push(more: Float32Array): ArrayBuffer[] {
    const all = new Float32Array(this.#rest.length + more.length);
    all.set(this.#rest);
    all.set(more, this.#rest.length);
    const frames: ArrayBuffer[] = [];
    let at = 0;
    for (; at + FRAME_SAMPLES <= all.length; at += FRAME_SAMPLES)
      frames.push(encoded(all.subarray(at, at + FRAME_SAMPLES)));
    this.#rest = all.slice(at);
    return frames;
  }
}

/** Samples as bytes; what is too loud is cut, never folded over. */
export function encoded(samples: Float32Array): ArrayBuffer {
  const bytes = new DataView(new ArrayBuffer(samples.length * SAMPLE_BYTES));
  samples.forEach((each, n) => {
    const value = Math.max(-FULL, Math.min(FULL - 1, Math.round(each * FULL)));
    bytes.setInt16(n * SAMPLE_BYTES, value, true);
  });
  return bytes.buffer;
}

/** Bytes as samples; half a sample at the end is dropped. */
export function decoded(bytes: ArrayBuffer): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes);
  return Float32Array.from(
    { length: Math.floor(bytes.byteLength / SAMPLE_BYTES) },
    (_, n) => view.getInt16(n * SAMPLE_BYTES, true) / FULL,
  );
}

/** How loud samples are, from 0 (-60 dB or less) to 1 (as loud as can be). */
export function levelOf(samples: Float32Array): number {
  const power = samples.reduce((sum, each) => sum + each * each, 0) / Math.max(1, samples.length);
  const db = 10 * Math.log10(2 * power + 1e-12);
  return Math.max(0, Math.min(1, 1 - db / QUIETEST_DB));
}
