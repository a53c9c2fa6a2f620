// Light, dark, or as the system is.
import { signal } from "@preact/signals";
import { keep, kept } from "@/i18n";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEPT = "callcore.theme";
const first = kept(KEPT);

export const theme = signal<Theme>(first === "light" || first === "dark" ? first : "auto");

/** Show a theme, and keep it in this browser. */
export function setTheme(wanted: Theme): void {
  theme.value = wanted;
  keep(KEPT, wanted);
  showTheme();
}

/** Put the theme onto the document. */
export function showTheme(): void {
  const root = document.documentElement;
  if (theme.value === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = theme.value;
}
