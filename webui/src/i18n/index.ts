// Texts in three languages, with plural rules. A folder that shows words has a messages.ts:
//
//   export const t = messages({ en: {...}, uk: {...}, ru: {...} });
//   t("calls", { n: 3 })
//
// English decides which keys there are; the other two must have the same. A value with
// plural forms chooses by its parameter `n`. `{name}` in a text is a parameter. Whoever
// calls `t` while he renders is rendered again when the language changes.
import { signal } from "@preact/signals";

export const LOCALES = ["en", "uk", "ru"] as const;
export type Locale = (typeof LOCALES)[number];
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Text = string | Plural;
export type Params = Readonly<Record<string, string | number>>;
export type Translate<Key extends string> = ((key: Key, params?: Params) => string) & {
  all: Readonly<Record<Locale, Readonly<Record<string, Text>>>>;
};

const KEPT = "callcore.locale";

export const locale = signal<Locale>(firstLocale());

/** Set the language, and keep it in this browser. */
export function setLocale(wanted: Locale): void {
  locale.value = wanted;
  document.documentElement.lang = wanted;
  keep(KEPT, wanted);
}

/** Make the translator of a folder. */
export function messages<Key extends string>(
  all: { en: Record<Key, Text> } & Record<"uk" | "ru", Record<NoInfer<Key>, Text>>,
): Translate<Key> {
  const translate = (key: Key, params: Params = {}): string => {
    const text = all[locale.value][key];
    return filled(typeof text === "string" ? text : formOf(text, Number(params["n"])), params);
  };
  return Object.assign(translate, { all });
}

function formOf(text: Plural, n: number): string {
  return text[rulesOf(locale.value).select(n)] ?? text.other;
}

function filled(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numbersOf(locale.value).format(value) : value;
  });
}

const rules = new Map<Locale, Intl.PluralRules>();
const numbers = new Map<Locale, Intl.NumberFormat>();

function rulesOf(wanted: Locale): Intl.PluralRules {
  return remembered(rules, wanted, () => new Intl.PluralRules(wanted));
}

function numbersOf(wanted: Locale): Intl.NumberFormat {
  return remembered(numbers, wanted, () => new Intl.NumberFormat(wanted));
}

function remembered<Value>(kept: Map<Locale, Value>, key: Locale, make: () => Value): Value {
  const known = kept.get(key) ?? make();
  kept.set(key, known);
  return known;
}

function firstLocale(): Locale {
  const wanted = [kept(KEPT), ...navigator.languages.map((each) => each.slice(0, 2))];
  const found = wanted.find((each) => (LOCALES as readonly (string | null)[]).includes(each));
  return (found as Locale | undefined) ?? "en";
}

/** Read what this browser keeps for us; null if it keeps nothing. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is switched off
  }
}

/** Let this browser keep a small thing. Never anything of a call or a person. */
export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // storage is switched off or full: it holds for this page
  }
}
