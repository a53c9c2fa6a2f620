// The filter of the call list: how it stands in the address, and what the server is asked.
// In the address the names and values are the server's own, so that a view, an address and an
// export say the same; only `period` is ours: "the last 7 days" moves along with the clock.
import type { Role } from "@/api/session";
import type { operations } from "@/api/schema";

export type CallsQuery = NonNullable<operations["get_calls"]["parameters"]["query"]>;
export type ExportQuery = NonNullable<operations["get_calls_export"]["parameters"]["query"]>;
export type Outcome = NonNullable<CallsQuery["outcome"]>;
export type Sort = NonNullable<CallsQuery["sort"]>;

type Kind =
  "text" | "words" | "digits" | "language" | "outcome" | "flag" | "ms" | "micros" | "time";

export const OUTCOMES: readonly Outcome[] = ["live", "ended", "human", "target", "lost"];
export const PERIODS = ["1h", "today", "24h", "7d", "30d"] as const;
export type Period = (typeof PERIODS)[number];

/** Every condition that the server takes. */
const KINDS = {
  q: "words",
  since: "time",
  until: "time",
  outcome: "outcome",
  language: "language",
  degraded: "flag",
  tool_errors: "flag",
  live: "flag",
  recorded: "flag",
  caller: "text",
  caller_prefix: "digits",
  did: "text",
  reason: "text",
  order_id: "text",
  prompt: "text",
  stt_arm: "text",
  worker: "text",
  min_duration_ms: "ms",
  max_duration_ms: "ms",
  min_turn_ms: "ms",
  max_turn_ms: "ms",
  min_cost_micros: "micros",
  max_cost_micros: "micros",
} as const satisfies Readonly<Record<string, Kind>>;

export type Condition = keyof typeof KINDS;
export const CONDITIONS = Object.keys(KINDS) as readonly Condition[];
const NUMBERS: readonly Condition[] = ["caller", "caller_prefix"];

/** What the address holds beside conditions. */
const OWN: Readonly<Record<string, readonly string[] | undefined>> = {
  period: PERIODS,
  sort: ["time", "cost", "turn", "duration"],
  order: ["desc", "asc"],
};

/** What the address says. `ignored`: names that nobody knows, or whose value is no value. */
export interface Filter {
  readonly set: Readonly<Partial<Record<Condition, string>>>;
  readonly period: Period | undefined;
  readonly sort: Sort;
  readonly order: "desc" | "asc";
  readonly ignored: readonly string[];
}

/** Whether the role may search by callers' numbers. */
export function seesNumbers(role: Role | undefined): boolean {
  return role === "admin" || role === "supervisor";
}

/** Read an address. What cannot be read is left out, and told. */
export function filterOf(query: URLSearchParams, role: Role | undefined): Filter {
  const set: Partial<Record<Condition, string>> = {};
  const own: Record<string, string> = {};
  const ignored: string[] = [];
  for (const [name, given] of query) {
    const value = given.trim();
    if (OWN[name]?.includes(value) === true) own[name] = value;
    else if (isCondition(name) && isAllowed(name, role) && fits(name, value)) set[name] = value;
    else ignored.push(name);
  }
  // a time that somebody chose is more than a period that somebody chose before
  const times = set.since !== undefined || set.until !== undefined;
  if (times && own["period"] !== undefined) ignored.push("period");
  return {
    set,
    period: times ? undefined : (own["period"] as Period | undefined),
    sort: (own["sort"] ?? "time") as Sort,
    order: (own["order"] ?? "desc") as "desc" | "asc",
    ignored,
  };
}

function isAllowed(name: Condition, role: Role | undefined): boolean {
  return !NUMBERS.includes(name) || seesNumbers(role);
}

/** What an address, and a saved view, keep of a filter. */
export function keptOf(filter: Filter): Record<string, string> {
  const kept: Record<string, string> = { ...filter.set };
  if (filter.period !== undefined) kept["period"] = filter.period;
  if (filter.sort !== "time") kept["sort"] = filter.sort;
  if (filter.order !== "desc") kept["order"] = filter.order;
  return kept;
}

/** The address of a filter. */
export function addressOf(kept: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(Object.entries(kept).sort(byName)).toString();
  return text === "" ? "/calls" : `/calls?${text}`;
}

function byName(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : 1;
}

/** What an export is asked: the conditions, with the period as it is at this moment. */
export function exportOf(filter: Filter, nowMs: number): ExportQuery {
  const told: Record<string, string | number | boolean> = {};
  for (const name of CONDITIONS) {
    const value = filter.set[name];
    if (value !== undefined) told[name] = valueOf(KINDS[name], value);
  }
  if (filter.period !== undefined) told["since"] = startOf(filter.period, nowMs).toISOString();
  return told; // the table above has the server's names and kinds
}

/** What the list is asked. */
export function listOf(filter: Filter, nowMs: number): CallsQuery {
  return { ...exportOf(filter, nowMs), sort: filter.sort, order: filter.order };
}

const HOUR_MS = 3_600_000;
const LONG_MS: Readonly<Record<Exclude<Period, "today">, number>> = {
  "1h": HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
  "30d": 30 * 24 * HOUR_MS,
};

/** When a period began; today begins at midnight of this browser's zone. */
export function startOf(period: Period, nowMs: number): Date {
  if (period !== "today") return new Date(nowMs - LONG_MS[period]);
  const midnight = new Date(nowMs);
  midnight.setHours(0, 0, 0, 0);
  return midnight;
}

function isCondition(name: string): name is Condition {
  return Object.hasOwn(KINDS, name);
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;
const MOST_MS = 86_400_000;
const MOST_MICROS = 1e12;

const FITS: Readonly<Record<Kind, (value: string) => boolean>> = {
  text: (value) => value.length >= 1 && value.length <= 100,
  words: (value) => value.length >= 1 && value.length <= 200,
  digits: (value) => /^\+?[0-9]{5,15}$/.test(value),
  language: (value) => /^[a-z]{2}$/.test(value),
  outcome: (value) => (OUTCOMES as readonly string[]).includes(value),
  flag: (value) => value === "true" || value === "false",
  ms: (value) => isWhole(value, MOST_MS),
  micros: (value) => isWhole(value, MOST_MICROS),
  time: (value) => TIME.test(value) && Number.isFinite(Date.parse(value)),
};

/** Whether the server would take this value. */
export function fits(name: Condition, value: string): boolean {
  return FITS[KINDS[name]](value);
}

function isWhole(value: string, most: number): boolean {
  return /^\d{1,13}$/.test(value) && Number(value) <= most;
}

function valueOf(kind: Kind, value: string): string | number | boolean {
  if (kind === "flag") return value === "true";
  return kind === "ms" || kind === "micros" ? Number(value) : value;
}
