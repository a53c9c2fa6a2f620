// Numbers, times and money as the language writes them.
import { locale, type Locale } from "@/i18n";

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return remembered(`n${JSON.stringify(options)}`, (at) => new Intl.NumberFormat(at, options));
}

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return remembered(`d${JSON.stringify(options)}`, (at) => new Intl.DateTimeFormat(at, options));
}

function remembered<
  Format extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat,
>(key: string, make: (at: Locale) => Format): Format {
  const whole = locale.value + key;
  const known = (made.get(whole) as Format | undefined) ?? make(locale.value);
  made.set(whole, known);
  return known;
}

/** 12,345.6 */
export function count(value: number, digits = 0): string {
  return numbers({ maximumFractionDigits: digits }).format(value);
}

/** 0.123 as 12.3 % */
export function percent(share: number, digits = 1): string {
  return numbers({ style: "percent", maximumFractionDigits: digits }).format(share);
}

/** Millionths of a dollar as $0.0123: as many digits as tell something. */
export function money(micros: number, currency = "USD"): string {
  const value = micros / 1e6;
  const small = Math.abs(value) < 1 && value !== 0;
  const digits = small ? 4 : 2;
  return numbers({
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** 850 ms, 1.25 s; an empty dash when nobody measured. */
export function millis(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (Math.abs(value) < 1_000) return unit(Math.round(value), "millisecond", 0);
  return unit(value / 1_000, "second", 2);
}

function unit(value: number, name: string, digits: number): string {
  return numbers({
    style: "unit",
    unit: name,
    unitDisplay: "short",
    maximumFractionDigits: digits,
  }).format(value);
}

/** Seconds as 1:05 or 1:02:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (value: number) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${String(h)}:${pad(m)}:${pad(s)}` : `${String(m)}:${pad(s)}`;
}

/** A time as this browser's zone shows it: 23 Nov 2026, 14:05:09. */
export function dateTime(value: string | number | Date): string {
  return dates({ dateStyle: "medium", timeStyle: "medium" }).format(dateOf(value));
}

/** 23 Nov 2026 */
export function date(value: string | number | Date): string {
  return dates({ dateStyle: "medium" }).format(dateOf(value));
}

/** 23 Nov, for the axis of a chart. */
export function shortDay(value: string | number | Date): string {
  return dates({ day: "numeric", month: "short" }).format(dateOf(value));
}

/** 14:05:09 */
export function timeOfDay(value: string | number | Date): string {
  return dates({ timeStyle: "medium" }).format(dateOf(value));
}

/** "3 minutes ago", "in 2 days". */
export function ago(value: string | number | Date, nowMs = Date.now()): string {
  const seconds = (dateOf(value).getTime() - nowMs) / 1_000;
  const steps = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ] as const;
  const format = remembered("r", (at) => new Intl.RelativeTimeFormat(at, { numeric: "auto" }));
  for (const [name, size] of steps)
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), name);
  return format.format(Math.round(seconds), "second");
}

/** The name of a language in the user's language: uk as "Ukrainian". */
export function languageName(code: string): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code;
  return new Intl.DisplayNames(locale.value, { type: "language" }).of(code) ?? code;
}

/** Numbers are unix seconds, as the live board tells them. */
function dateOf(value: string | number | Date): Date {
  return typeof value === "number" ? new Date(value * 1_000) : new Date(value);
}
