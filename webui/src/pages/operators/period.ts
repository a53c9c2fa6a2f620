// Periods of reports and lists, as they stand in the address.
import { tl } from "./listmessages";

export const PERIODS = ["today", "24h", "7d", "30d", "90d"] as const;
export type Period = (typeof PERIODS)[number];

const HOUR_MS = 3_600_000;
const LONG_MS: Readonly<Record<Exclude<Period, "today">, number>> = {
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
  "30d": 30 * 24 * HOUR_MS,
  "90d": 90 * 24 * HOUR_MS,
};

/** The period of an address; what is none becomes `otherwise`. */
export function periodOf<Other>(text: string | null, otherwise: Other): Period | Other {
  return PERIODS.find((each) => each === text) ?? otherwise;
}

/** When a period began, as the server wants it; today begins at midnight here. */
export function sinceOf(period: Period, nowMs: number): string {
  if (period !== "today") return new Date(nowMs - LONG_MS[period]).toISOString();
  const midnight = new Date(nowMs);
  midnight.setHours(0, 0, 0, 0);
  return midnight.toISOString();
}

/** For a menu. */
export function periodOptions(): (readonly [Period, string])[] {
  return PERIODS.map((each) => [each, tl(`period-${each}`)] as const);
}
