// Shares of callers as they are typed: percent, in steps of a hundredth. Pure.

/** The usual steps of widening. */
export const STEPS = [0, 1, 5, 10, 25, 50, 100] as const;

/** Read what was typed, with a comma or a point; null if it is no share. */
export function shareOf(typed: string): number | null {
  const text = typed.trim().replace(",", ".").replace(/\s*%$/, "");
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text)) return null;
  const value = Number(text);
  return value <= 100 ? value : null;
}

/** "1 of 20": how many callers that is; null for none and all. */
export function oneOf(percent: number): number | null {
  return percent <= 0 || percent >= 100 ? null : Math.round(100 / percent);
}
