// How conditions of the filter are shown, and how a field of the form holds their values:
// people think in seconds, dollars and their own zone, the address in the server's units.
import { dateTime, languageName, millis, money } from "@/ui/format";
import type { Condition, Filter, Period } from "./filter";
import { t } from "./messages";
import { reasonWord } from "./reasons";

type Unit = "s" | "usd" | "time" | "flag" | "text";

const UNITS: Readonly<Partial<Record<Condition, Unit>>> = {
  since: "time",
  until: "time",
  min_duration_ms: "s",
  max_duration_ms: "s",
  min_turn_ms: "s",
  max_turn_ms: "s",
  min_cost_micros: "usd",
  max_cost_micros: "usd",
  degraded: "flag",
  tool_errors: "flag",
  recorded: "flag",
  live: "flag",
};

export function unitOf(name: Condition): Unit {
  return UNITS[name] ?? "text";
}

/** The label of a field, with its unit. */
export function labelOf(name: Condition): string {
  const unit = unitOf(name);
  return unit === "s" || unit === "usd" ? t(`unit-${unit}`, { name: t(name) }) : t(name);
}

/** A value as people read it. */
export function valueShown(name: Condition, value: string): string {
  const unit = unitOf(name);
  if (unit === "flag") return value === "true" ? t("yes") : t("no");
  if (unit === "time") return dateTime(value);
  if (unit === "s") return millis(Number(value));
  if (unit === "usd") return money(Number(value));
  if (name === "outcome") return outcomeWord(value);
  if (name === "language") return languageName(value);
  return name === "reason" ? reasonWord(value) : value;
}

/** A condition in one line: "Outcome: to a human". */
export function conditionShown(name: Condition, value: string): string {
  return `${t(name)}: ${valueShown(name, value)}`;
}

export function periodShown(period: Period): string {
  return t(`period-${period}`);
}

export function outcomeWord(outcome: string): string {
  const key = `outcome-${outcome}`;
  return Object.hasOwn(t.all.en, key) ? t(key as "outcome-live") : outcome;
}

/** All that a filter says, for a list of views. */
export function filterShown(filter: Filter): string[] {
  const parts = filter.period === undefined ? [] : [periodShown(filter.period)];
  for (const [name, value] of Object.entries(filter.set))
    parts.push(conditionShown(name as Condition, value));
  return parts;
}

/** What a field of the form holds for a value of the address. */
export function draftOf(name: Condition, value: string | undefined): string {
  if (value === undefined) return "";
  const unit = unitOf(name);
  if (unit === "s") return String(Number(value) / 1_000);
  if (unit === "usd") return String(Number(value) / 1e6);
  return unit === "time" ? localOf(value) : value;
}

/** The value of the address for what a field holds; "" takes the condition out. */
export function valueOfDraft(name: Condition, draft: string): string {
  const text = draft.trim();
  if (text === "") return "";
  const unit = unitOf(name);
  if (unit === "time") return utcOf(text);
  if (unit !== "s" && unit !== "usd") return text;
  const number = Number(text.replace(",", "."));
  return Number.isFinite(number) ? String(Math.round(number * (unit === "s" ? 1e3 : 1e6))) : text;
}

/** A time as a datetime-local field wants it: in this browser's zone, to the second. */
function localOf(value: string): string {
  const at = new Date(value);
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

function utcOf(text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString().replace(".000Z", "Z");
}
