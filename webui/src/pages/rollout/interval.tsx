// A rate with its sample: the bounds as a line, the rate as a dot, a limit as a tick. The
// numbers stand beside it, so that the drawing is only for the eye.
import type { Bounded } from "./bounds";
import { t } from "./messages";
import { percent } from "@/ui/format";

const WIDTH = 180;
const HEIGHT = 18;
const MARGIN = 5;

export interface Scale {
  readonly from: number;
  readonly to: number;
}

/** A scale that shows all of these; from nothing upwards unless something is below it. */
export function scaleOf(values: readonly number[]): Scale {
  const from = Math.min(0, ...values);
  const to = Math.max(0, ...values);
  return to - from < 0.001 ? { from, to: from + 0.001 } : { from, to };
}

export function Interval(props: {
  bounded: Bounded;
  scale: Scale;
  limit?: number | undefined;
  tone?: string;
}) {
  const { bounded, scale, limit, tone = "plain" } = props;
  const at = (value: number) => {
    const share = (value - scale.from) / (scale.to - scale.from);
    return MARGIN + Math.min(1, Math.max(0, share)) * (WIDTH - 2 * MARGIN);
  };
  const middle = HEIGHT / 2;
  const { share, low, high } = bounded;
  return (
    <svg
      class={`rollout-interval rollout-interval-${tone}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <line class="rollout-axis" x1={at(scale.from)} x2={at(scale.to)} y1={middle} y2={middle} />
      <line class="rollout-zero" x1={at(0)} x2={at(0)} y1={3} y2={HEIGHT - 3} />
      {limit !== undefined && (
        <line class="rollout-limit" x1={at(limit)} x2={at(limit)} y1={1} y2={HEIGHT - 1} />
      )}
      {share !== null && (
        <>
          <line class="rollout-range" x1={at(low)} x2={at(high)} y1={middle} y2={middle} />
          <circle class="rollout-dot" cx={at(share)} cy={middle} r={4} />
        </>
      )}
    </svg>
  );
}

/** "0.4 % to 6.1 %", as the bounds are. */
export function boundsText(bounded: Bounded): string {
  return t("from-to", { low: percent(bounded.low), high: percent(bounded.high) });
}

/** "+1.2 points": of a difference of shares. */
export function pointsText(value: number): string {
  return `${value > 0 ? "+" : ""}${percent(value)}`;
}
