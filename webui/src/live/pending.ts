// What was heard and not shown yet. It is applied once for each frame of the browser; in a
// tab that nobody looks at there are no frames, so a timer and a bound do it there.
const MOST = 200;
const HIDDEN_MS = 500;

export class Pending<Item> {
  readonly #apply: (items: readonly Item[]) => void;
  #items: Item[] = [];
  #frame = 0;
  #timer = 0;

  constructor(apply: (items: readonly Item[]) => void) {
    this.#apply = apply;
  }

  put(item: Item): void {
    this.#items.push(item);
    if (this.#items.length >= MOST) this.flush();
    if (this.#items.length !== 1) return;
    // whichever comes first: a tab may be hidden after its frame was asked for
    this.#frame = requestAnimationFrame(() => this.flush());
    this.#timer = window.setTimeout(() => this.flush(), HIDDEN_MS);
  }

  /** Apply everything now. */
  flush(): void {
    const items = this.#items;
    this.drop();
    if (items.length > 0) this.#apply(items);
  }

  /** Forget everything. */
  drop(): void {
    this.#items = [];
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }
}
