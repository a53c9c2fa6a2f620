// Sums over the lines that the server tells: one per day, component, provider and model.
import type { components } from "@/api/schema";
import type { Series } from "@/ui/chart/bars";

export type CostOfDay = components["schemas"]["CostOfDay"];
export const SPLITS = ["component", "provider", "model"] as const;
export type Split = (typeof SPLITS)[number];

export interface Sum {
  readonly key: string;
  readonly component: string;
  readonly provider: string;
  readonly model: string;
  readonly lines: number;
  readonly unpriced: number;
  readonly amount: number;
  readonly aside: number;
}

const COLOURS = 5; // of a chart, before the rest
const KEYS: Readonly<Record<"component" | "engine" | "day", (line: CostOfDay) => string>> = {
  component: (line) => line.component,
  engine: (line) => [line.component, line.provider, line.model].join("\n"),
  day: (line) => line.day,
};

/** Return one sum for each component, engine or day; the dearest first, days newest first. */
export function sumsBy(lines: readonly CostOfDay[], by: keyof typeof KEYS): readonly Sum[] {
  const found = new Map<string, Sum>();
  for (const line of lines) {
    const key = KEYS[by](line);
    const before = found.get(key) ?? { ...line, key, lines: 0, unpriced: 0, amount: 0, aside: 0 };
    found.set(key, added(before, line));
  }
  const order = (a: Sum, b: Sum) =>
    by === "day" ? b.key.localeCompare(a.key) : b.amount - a.amount || b.lines - a.lines;
  return [...found.values()].sort(order);
}

/** Return the sum of all lines. */
export function totalOf(lines: readonly CostOfDay[]): Sum {
  const nothing = { key: "total", component: "", provider: "", model: "" };
  const zero = { ...nothing, lines: 0, unpriced: 0, amount: 0, aside: 0 };
  return lines.reduce<Sum>(added, zero);
}

/** Return what a chart stacks: the dearest parts, the others as one named `rest`. */
export function seriesBy(
  lines: readonly CostOfDay[],
  days: readonly string[],
  split: Split,
  rest: string,
): readonly Series[] {
  const places = new Map(days.map((day, at) => [day, at]));
  const found = new Map<string, number[]>();
  for (const line of lines) {
    const at = places.get(line.day);
    if (at === undefined) continue;
    const values = found.get(line[split]) ?? days.map(() => 0);
    values[at] = (values[at] ?? 0) + line.amount_micros;
    found.set(line[split], values);
  }
  const all = [...found].map(([name, values]) => ({ name, values }));
  all.sort((a, b) => sum(b.values) - sum(a.values));
  if (all.length <= COLOURS) return all;
  const others = all.slice(COLOURS).map((each) => each.values);
  const values = days.map((_, at) => sum(others.map((each) => each[at] ?? 0)));
  return [...all.slice(0, COLOURS), { name: rest, values }];
}

/** Return which part of the whole it is; nothing of nothing is 0. */
export function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

function added(before: Sum, line: CostOfDay): Sum {
  return {
    ...before,
    lines: before.lines + line.lines,
    unpriced: before.unpriced + line.unpriced,
    amount: before.amount + line.amount_micros,
    aside: before.aside + line.aside_micros,
  };
}

const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);
