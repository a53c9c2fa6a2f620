// The audio thread's part: what the microphone hears goes out in pieces of about 20 ms, and
// what the agent says waits here for its turn.
//
// The network is not even: sound is played only when some of it waits (60 ms at first, up to
// 120 ms on a line that runs dry). Dry or restarted, it fades within 5 ms: a jump is a click.
// After a jam more waits than must: silence is then left out, which nobody hears, and what is
// far too late is left out as well.
//
// A browser loads this file alone; it imports nothing, and stays JavaScript.

/**
 * @typedef {{ port: MessagePort }} Processor
 * @typedef {{
 *   sampleRate: number,
 *   AudioWorkletProcessor: new () => Processor,
 *   registerProcessor: (name: string, made: new () => Processor) => void,
 * }} Scope
 */

const { sampleRate, AudioWorkletProcessor, registerProcessor } = /** @type {Scope} */ (
  /** @type {unknown} */ (globalThis)
);

const inSamples = (/** @type {number} */ ms) => Math.round((sampleRate * ms) / 1_000);
const PIECE = inSamples(20);
const FIRST_TARGET = inSamples(60);
const MORE_TARGET = inSamples(20); // after it ran dry
const MOST_TARGET = inSamples(120);
const MOST_WAITING = inSamples(300);
const FADE = inSamples(5);
const SILENT = 0.001; // the line's silence is 0; this is below its last bits

const isSilent = (/** @type {Float32Array} */ piece) =>
  piece.every((each) => Math.abs(each) < SILENT);

class Jitter {
  target = FIRST_TARGET;
  underruns = 0;
  skipped = 0; // samples that came too late
  waiting = 0;
  /** @type {Float32Array[]} */
  pieces = [];
  first = 0; // place in the first piece
  plays = false;
  gain = 0; // of what is played, 0 to 1
  last = 0;
  tail = 0; // what is left of the sound that broke off
  step = 0;

  /** @param {Float32Array} piece */
  put(piece) {
    if (this.waiting > this.target && isSilent(piece)) {
      this.skipped += piece.length;
      return;
    }
    this.pieces.push(piece);
    this.waiting += piece.length;
    if (this.waiting > MOST_WAITING) this.skip(this.waiting - this.target);
  }

  /** @param {Float32Array} out */
  fill(out) {
    if (!this.plays && this.waiting >= this.target) this.plays = true;
    for (let n = 0; n < out.length; n += 1) {
      if (this.plays && this.waiting === 0) this.runDry();
      this.last = (this.plays ? this.take() * this.gain : 0) + this.tail;
      out[n] = this.last;
      if (this.plays) this.gain = Math.min(1, this.gain + 1 / FADE);
      this.tail = Math.abs(this.tail) <= Math.abs(this.step) ? 0 : this.tail - this.step;
    }
  }

  take() {
    const piece = this.pieces[0];
    if (piece === undefined) return 0;
    const value = piece[this.first] ?? 0;
    this.first += 1;
    this.waiting -= 1;
    if (this.first === piece.length) {
      this.pieces.shift();
      this.first = 0;
    }
    return value;
  }

  runDry() {
    this.plays = false;
    this.underruns += 1;
    this.target = Math.min(MOST_TARGET, this.target + MORE_TARGET);
    this.breakOff();
  }

  /** @param {number} samples */
  skip(samples) {
    this.skipped += samples;
    for (let n = 0; n < samples; n += 1) this.take();
    this.breakOff();
  }

  /** The old sound fades out while the new one fades in. */
  breakOff() {
    this.gain = 0;
    this.tail = this.last;
    this.step = this.last / FADE;
  }
}

class Line extends AudioWorkletProcessor {
  constructor() {
    super();
    this.jitter = new Jitter();
    this.piece = new Float32Array(PIECE);
    this.filled = 0;
    this.over = false;
    this.port.onmessage = ({ data }) => {
      if (data === "close") this.over = true;
      else this.jitter.put(data);
    };
  }

  /**
   * @param {Float32Array[][]} inputs without a microphone there is none, and silence is sent
   * @param {Float32Array[][]} outputs
   */
  process(inputs, outputs) {
    const out = outputs[0]?.[0];
    const heard = inputs[0]?.[0];
    const samples = out?.length ?? 128;
    if (out !== undefined) this.jitter.fill(out);
    for (let n = 0; n < samples; n += 1) this.hear(heard?.[n] ?? 0);
    return !this.over;
  }

  /** @param {number} sample */
  hear(sample) {
    this.piece[this.filled] = sample;
    this.filled += 1;
    if (this.filled < PIECE) return;
    const { underruns, skipped, waiting } = this.jitter;
    const heard = this.piece;
    this.piece = new Float32Array(PIECE);
    this.filled = 0;
    this.port.postMessage({ heard, underruns, skipped, waiting }, [heard.buffer]);
  }
}

registerProcessor("line", Line);

export {}; // a module, as every other file
