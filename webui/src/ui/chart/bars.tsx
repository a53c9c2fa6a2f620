// Stacked bars over columns, as costs over days. SVG of our own: colours come from the tokens
// through classes, so that it follows the theme without drawing again. What it shows stands
// in a table beside it; for screen readers it is one image with a summary.
import "@/ui/chart/chart.css";
import { useState } from "preact/hooks";
import { spread, ticks } from "@/ui/chart/scale";

/** One colour of the stack, the lowest first. `values` has one number for each column. */
export interface Series {
  readonly name: string;
  /** The place of its colour, if it is always the same; else its place in the stack. */
  readonly colour?: number;
  readonly values: readonly number[];
}

interface BarsProps {
  /** What it shows, in a sentence with the numbers that matter. */
  label: string;
  /** The full name of each column. */
  columns: readonly string[];
  /** The short name for the axis. */
  axis: (column: number) => string;
  series: readonly Series[];
  show: (value: number) => string;
  /** What the legend's numbers are of while no column is pointed at. */
  whole: string;
}

const COLOURS = 6;
const AXIS_LABELS = 7;
const GAP = 0.18; // of a column

/** The colour of a series by its place; the last colour is for the rest. */
export function colourOf(place: number): string {
  return `chart-c${Math.min(place, COLOURS - 1)}`;
}

export function StackedBars(props: BarsProps) {
  const { columns, series } = props;
  const [pointed, setPointed] = useState<number | null>(null);
  const here = pointed !== null && pointed < columns.length ? pointed : null;
  const totals = columns.map((_, at) => sum(series.map((each) => each.values[at] ?? 0)));
  const steps = ticks(Math.max(0, ...totals));
  const top = steps.at(-1) ?? 1;
  return (
    <figure class="chart">
      <Legend {...props} here={here} totals={totals} />
      <div class="chart-body">
        <div class="chart-scale" aria-hidden="true">
          {steps.map((each) => (
            <span key={each} style={{ bottom: `${(each / top) * 100}%` }}>
              {props.show(each)}
            </span>
          ))}
        </div>
        <svg
          class="chart-plot"
          role="img"
          aria-label={props.label}
          onPointerMove={(event) => setPointed(columnAt(event, columns.length))}
          onPointerLeave={() => setPointed(null)}
        >
          {steps.map((each) => (
            <Line key={each} at={1 - each / top} />
          ))}
          {columns.map((name, at) => (
            <Column key={name} {...{ at, top, series }} many={columns.length} here={here === at} />
          ))}
        </svg>
        <div class="chart-axis" aria-hidden="true">
          {spread(columns.length, AXIS_LABELS).map((at) => (
            <span key={at} style={placeOf(at, columns.length)}>
              {props.axis(at)}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

/** The legend is the readout, too: it tells the column that is pointed at. */
function Legend(props: BarsProps & { here: number | null; totals: readonly number[] }) {
  const { here, series, totals, show } = props;
  const of = (values: readonly number[]) => (here === null ? sum(values) : (values[here] ?? 0));
  return (
    <figcaption class="chart-legend">
      <strong>{here === null ? props.whole : props.columns[here]}</strong>
      <span class="chart-total">{show(of(totals))}</span>
      {series.map((each, place) => (
        <span key={each.name} class="chart-entry">
          <span class={`chart-key ${colourOf(each.colour ?? place)}`} aria-hidden="true" />
          <span class="chart-name">{each.name}</span> {show(of(each.values))}
        </span>
      ))}
    </figcaption>
  );
}

function Line({ at }: { at: number }) {
  const y = percent(at);
  return <line class="chart-line" x1="0" x2="100%" y1={y} y2={y} />;
}

function Column(props: {
  at: number;
  many: number;
  top: number;
  series: readonly Series[];
  here: boolean;
}) {
  const { at, many, top, series } = props;
  let above = 1; // the top of what is stacked so far; 1 is the ground
  return (
    <g>
      {props.here && (
        <rect class="chart-here" x={percent(at / many)} width={percent(1 / many)} height="100%" />
      )}
      {series.map((each, place) => {
        const share = Math.max(0, each.values[at] ?? 0) / top;
        if (share === 0) return null;
        above -= share;
        return (
          <rect
            key={each.name}
            class={colourOf(each.colour ?? place)}
            x={percent((at + GAP / 2) / many)}
            width={percent((1 - GAP) / many)}
            y={percent(above)}
            height={percent(share)}
          />
        );
      })}
    </g>
  );
}

function columnAt(event: PointerEvent & { currentTarget: Element }, many: number): number | null {
  const box = event.currentTarget.getBoundingClientRect();
  if (box.width === 0) return null;
  const at = Math.floor(((event.clientX - box.left) / box.width) * many);
  return Math.min(many - 1, Math.max(0, at));
}

/** Labels stand under the middle of their column; one at the end stays inside. */
function placeOf(at: number, many: number): Record<string, string> {
  if (at === many - 1 && many > AXIS_LABELS) return { right: "0", translate: "none" };
  return { left: percent((at + 0.5) / many) };
}

const percent = (share: number) => `${(share * 100).toFixed(3)}%`;

const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);
