// From the server's peaks to the bars of a waveform.
import type { View } from "./timeline";

const LOUDEST = 255;
/** Speech on a telephone stays far below full scale: the quiet is drawn larger. */
const BEND = 0.6;

/** Return `count` heights, 0 to 1, for what lies in the view: the loudest of each piece. */
export function bars(
  channel: readonly number[],
  durationS: number,
  view: View,
  count: number,
): readonly number[] {
  const heights = new Array<number>(Math.max(0, count)).fill(0);
  const span = view.toS - view.fromS;
  if (durationS <= 0 || span <= 0 || channel.length === 0) return heights;
  const perS = channel.length / durationS;
  for (const at of heights.keys()) {
    const from = Math.floor((view.fromS + (span * at) / count) * perS);
    const to = Math.ceil((view.fromS + (span * (at + 1)) / count) * perS);
    heights[at] = bent(loudest(channel, from, Math.max(to, from + 1)));
  }
  return heights;
}

function loudest(channel: readonly number[], from: number, to: number): number {
  let most = 0;
  for (let at = Math.max(0, from); at < Math.min(to, channel.length); at += 1)
    most = Math.max(most, channel[at] ?? 0);
  return most;
}

function bent(peak: number): number {
  return Math.pow(Math.min(Math.max(peak, 0), LOUDEST) / LOUDEST, BEND);
}
