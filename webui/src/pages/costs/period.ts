// The days that are looked at: a preset or two days in the address. Days are those of the
// server, in UTC. The usual 30 days are left to the server, whose clock decides.
import { date, shortDay } from "@/ui/format";

export const PRESETS = ["7d", "30d", "90d", "month", "last-month", "year"] as const;
export type Preset = (typeof PRESETS)[number];
export const USUAL: Preset = "30d";

/** Null: the days were chosen by hand. Without days the server takes the last 30. */
export interface Period {
  readonly preset: Preset | null;
  readonly since?: string;
  readonly until?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
const LENGTHS: Readonly<Partial<Record<Preset, number>>> = { "7d": 7, "90d": 90, year: 365 };
const MOST_DAYS = 400; // as the server

/** Return what the address asks for. What makes no sense is the usual. */
export function periodOf(query: URLSearchParams, now = new Date()): Period {
  const [since, until] = [query.get("since") ?? "", query.get("until") ?? ""];
  if (isDay(since) && isDay(until)) return { preset: null, since, until };
  const asked = query.get("period");
  return daysOfPreset(PRESETS.find((each) => each === asked) ?? USUAL, now);
}

/** Return the period as the query of a request. */
export function asQuery({ since, until }: Period): { since?: string; until?: string } {
  return since === undefined || until === undefined ? {} : { since, until };
}

/** Return the query of an address that shows the period. */
export function inAddress(period: Period): string {
  if (period.preset === USUAL) return "";
  if (period.preset !== null) return `?period=${period.preset}`;
  return `?${new URLSearchParams(asQuery(period)).toString()}`;
}

/** Return every day from the first to the last, both in, the oldest first. */
export function daysFrom(since: string, until: string): readonly string[] {
  const [first, last] = [Date.parse(since), Date.parse(until)];
  const found: string[] = [];
  for (let at = first; at <= last && found.length < MOST_DAYS; at += DAY_MS)
    found.push(dayOf(new Date(at)));
  return found;
}

/** A day as people write it. It is no moment: no zone may move it. */
export function dayShown(day: string): string {
  return date(`${day}T00:00:00`);
}

/** A day for the axis of a chart. */
export function dayShort(day: string): string {
  return shortDay(`${day}T00:00:00`);
}

function daysOfPreset(preset: Preset, now: Date): Period {
  const [year, month, today] = [now.getUTCFullYear(), now.getUTCMonth(), dayOf(now)];
  if (preset === "month")
    return { preset, since: dayOf(new Date(Date.UTC(year, month, 1))), until: today };
  if (preset === "last-month") {
    const since = dayOf(new Date(Date.UTC(year, month - 1, 1)));
    return { preset, since, until: dayOf(new Date(Date.UTC(year, month, 0))) };
  }
  const days = LENGTHS[preset];
  if (days === undefined) return { preset };
  return { preset, since: dayOf(new Date(now.getTime() - (days - 1) * DAY_MS)), until: today };
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(text));
}
