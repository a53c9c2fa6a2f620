// The part of a recording that the waveform shows, and how its seconds lie on pixels.

export interface View {
  readonly fromS: number;
  readonly toS: number;
}

/** The closest look: a word or two. The peaks of a long call tell no more anyway. */
export const CLOSEST_S = 5;
const PAGE_MARGIN = 0.1; // of the view: where the playhead stands after the view has moved
const TICK_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600] as const;

export function whole(durationS: number): View {
  return { fromS: 0, toS: Math.max(durationS, 0) };
}

/** Show `factor` times as much (below 1: less) with `aroundS` staying where it is. */
export function zoomed(view: View, durationS: number, factor: number, aroundS: number): View {
  const before = view.toS - view.fromS;
  const span = Math.min(durationS, Math.max(Math.min(CLOSEST_S, durationS), before * factor));
  const share = before > 0 ? clamped((aroundS - view.fromS) / before, 0, 1) : 0.5;
  return placed(aroundS - share * span, span, durationS);
}

/** Move the view by seconds, not beyond the ends. */
export function moved(view: View, durationS: number, byS: number): View {
  return placed(view.fromS + byS, view.toS - view.fromS, durationS);
}

/** Return a view of the same span in which `atS` can be seen; the same one if it can be. */
export function showing(view: View, durationS: number, atS: number): View {
  if (atS >= view.fromS && atS <= view.toS) return view;
  const span = view.toS - view.fromS;
  return placed(atS - span * PAGE_MARGIN, span, durationS);
}

function placed(fromS: number, span: number, durationS: number): View {
  const from = clamped(fromS, 0, Math.max(0, durationS - span));
  return { fromS: from, toS: from + span };
}

export function xOf(view: View, atS: number, width: number): number {
  const span = view.toS - view.fromS;
  return span <= 0 ? 0 : ((atS - view.fromS) / span) * width;
}

/** The time at a pixel, within the view. */
export function timeAt(view: View, x: number, width: number): number {
  const share = width <= 0 ? 0 : clamped(x / width, 0, 1);
  return view.fromS + share * (view.toS - view.fromS);
}

/** Round times to label, at least `leastPx` apart. */
export function ticks(view: View, width: number, leastPx = 70): readonly number[] {
  const span = view.toS - view.fromS;
  if (span <= 0 || width <= 0) return [];
  const least = (span * leastPx) / width;
  const step = TICK_STEPS_S.find((each) => each >= least) ?? Math.ceil(least / 3_600) * 3_600;
  const found: number[] = [];
  for (let at = Math.ceil(view.fromS / step) * step; at <= view.toS; at += step) found.push(at);
  return found;
}

export function clamped(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
