// Which rows of the board are rendered: those that can be seen, some around them, and the one
// that has the focus. All rows are equally high. Pure.
export interface View {
  readonly topPx: number;
  readonly heightPx: number;
  readonly rowPx: number;
}

const AROUND = 6; // so that scrolling shows no gap before the next frame

/** Return the numbers of the rows to render, in order. */
export function rowsIn(view: View, count: number, kept: number): readonly number[] {
  const { topPx, heightPx, rowPx } = view;
  const first = Math.max(0, Math.min(count, Math.floor(topPx / rowPx) - AROUND));
  const last = Math.min(count, Math.ceil((topPx + heightPx) / rowPx) + AROUND);
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  if (kept < 0 || kept >= count || (kept >= first && kept < last)) return rows;
  return kept < first ? [kept, ...rows] : [...rows, kept];
}

/** Return where to scroll so that a row is seen whole; null if it is. */
export function scrollTo(view: View, row: number): number | null {
  const top = row * view.rowPx;
  if (top < view.topPx) return top;
  const bottom = top + view.rowPx;
  return bottom > view.topPx + view.heightPx ? bottom - view.heightPx : null;
}
