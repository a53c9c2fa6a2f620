// What time it is at the server, for durations. The browser's own clock may be wrong, or be
// set while the page is open; so only the monotonic one counts here.
//
// A time that the server tells is late by the way to us and never early. Of the last few the
// one that says most is the best.
const KEPT = 6;

export class ServerTime {
  readonly #monotonicS: () => number;
  readonly #wallS: () => number;
  #offsets: number[] = [];
  #anew = false;

  constructor(
    monotonicS: () => number = () => performance.now() / 1_000,
    wallS: () => number = () => Date.now() / 1_000,
  ) {
    this.#monotonicS = monotonicS;
    this.#wallS = wallS;
  }

  /** The server says what time it is. */
  told(atS: number): void {
    if (!Number.isFinite(atS)) return;
    if (this.#anew) this.#offsets = [];
    this.#anew = false;
    this.#offsets.push(atS - this.#monotonicS());
    if (this.#offsets.length > KEPT) this.#offsets.shift();
  }

  /** The connection was lost; the machine may have slept, and monotonic clocks with it.
   * What was told holds until the server tells something newer. */
  doubt(): void {
    this.#anew = true;
  }

  /** Unix seconds; the browser's own as long as the server has said nothing. */
  nowS(): number {
    if (this.#offsets.length === 0) return this.#wallS();
    return this.#monotonicS() + Math.max(...this.#offsets);
  }
}
