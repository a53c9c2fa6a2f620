// Changes the sample rate of sound that comes in pieces, as 48,000 or 44,100 Hz of a browser
// to the 8,000 Hz of the line, and back.
//
// Every new sample is a weighted sum of its old neighbours. The weights are a sinc (the ideal
// low-pass) under a Kaiser window: what the slower side cannot carry is taken out first, since
// above half the new rate it would come back as a false tone.

const ZEROS = 32; // zero crossings of the sinc on each side; more: steeper and later (4 ms)
const PASS = 0.91; // of half the slower rate: flat up to 3,370 Hz, nothing above 3,910
const BETA = 7; // of the window: the rejected is 70 dB down

export class Resampler {
  readonly #up: number; // for every #down old samples there are #up new ones
  readonly #down: number;
  readonly #reach: number; // old samples on each side that a new one depends on
  readonly #weights: readonly Float32Array[]; // one row for each phase
  #old: Float32Array;
  #at: number; // place of the next new sample in #old, in 1/#up of an old sample

  constructor(fromHz: number, toHz: number) {
    const shared = divisor(fromHz, toHz);
    this.#up = toHz / shared;
    this.#down = fromHz / shared;
    const scale = Math.max(1, fromHz / toHz);
    this.#reach = Math.ceil(ZEROS * scale);
    const cutoff = PASS / scale; // 1: half of the old rate
    this.#weights = Array.from({ length: this.#up }, (_, phase) =>
      weightsOf(phase / this.#up, this.#reach, cutoff),
    );
    this.#old = new Float32Array(this.#reach); // before the beginning there was silence
    this.#at = this.#reach * this.#up;
  }

  /** Take more of the old sound; returns as much of the new one as is known by now. */
  push(more: Float32Array): Float32Array<ArrayBuffer> {
    const old = new Float32Array(this.#old.length + more.length);
    old.set(this.#old);
    old.set(more, this.#old.length);
    const last = (old.length - this.#reach) * this.#up; // from here on neighbours are missing
    const made = new Float32Array(Math.max(0, Math.ceil((last - this.#at) / this.#down)));
    for (let n = 0; n < made.length; n += 1) {
      made[n] = this.#sample(old);
      this.#at += this.#down;
    }
    const gone = Math.max(0, Math.floor(this.#at / this.#up) - this.#reach);
    this.#old = old.slice(gone);
    this.#at -= gone * this.#up;
    return made;
  }

  #sample(old: Float32Array): number {
    const weights = this.#weights[this.#at % this.#up];
    if (weights === undefined) return 0;
    const first = Math.floor(this.#at / this.#up) - this.#reach + 1;
    let sum = 0;
    for (let n = 0; n < weights.length; n += 1) sum += (weights[n] ?? 0) * (old[first + n] ?? 0);
    return sum;
  }
}

/** The weights for a new sample that lies `offset` (0 to 1) behind an old one. */
function weightsOf(offset: number, reach: number, cutoff: number): Float32Array {
  const weights = new Float32Array(2 * reach);
  let sum = 0;
  for (let n = 0; n < weights.length; n += 1) {
    const away = n - reach + 1 - offset;
    const weight = sinc(away * cutoff) * kaiser(away / reach);
    weights[n] = weight;
    sum += weight;
  }
  return weights.map((each) => each / sum); // a constant stays what it is, at every phase
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The Kaiser window from -1 to 1. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
}

/** The modified Bessel function of the first kind, order 0, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let n = 1; term > 1e-9 * sum; n += 1) {
    term *= (x / (2 * n)) ** 2;
    sum += term;
  }
  return sum;
}

function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other);
}
