// How sure a sample is. The server tells Wilson's bounds (99 %) of each rate; here are those of
// a difference (Newcombe 1998, method 10), and Wilson's for what is told without. Pure.

export interface Bounded {
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

const Z = 2.58; // as the guard judges: 99 %, two-sided

/** The bounds of how much `mine` exceeds `theirs`; null if one of them has no sample. */
export function excess(mine: Bounded, theirs: Bounded): Bounded | null {
  const [p, q] = [mine.share, theirs.share];
  if (p === null || q === null) return null;
  return {
    share: p - q,
    low: p - q - Math.hypot(p - mine.low, theirs.high - q),
    high: p - q + Math.hypot(mine.high - p, q - theirs.low),
  };
}

/** The bounds of a rate of which `hits` of `n` were seen. */
export function wilson(hits: number, n: number): Bounded {
  if (n <= 0) return { share: null, low: 0, high: 1 };
  const p = Math.min(1, Math.max(0, hits / n));
  const square = (Z * Z) / n;
  const middle = (p + square / 2) / (1 + square);
  const half = (Z / (1 + square)) * Math.sqrt((p * (1 - p)) / n + square / (4 * n));
  return { share: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** What a difference says: surely better, surely worse, or not sure yet. Less is better. */
export function verdictOf(difference: Bounded | null): "better" | "worse" | "unsure" | "none" {
  if (difference === null) return "none";
  if (difference.low > 0) return "worse";
  return difference.high < 0 ? "better" : "unsure";
}
