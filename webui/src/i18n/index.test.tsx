import { act, render, screen } from "@testing-library/preact";
import { expect, test } from "vitest";
import {
  kept,
  locale,
  LOCALES,
  messages,
  setLocale,
  type Locale,
  type Plural,
  type Text,
} from "@/i18n";

const t = messages({
  en: { hello: "Hello {name}", calls: { one: "{n} call", other: "{n} calls" } },
  uk: {
    hello: "Вітаю, {name}",
    calls: { one: "{n} дзвінок", few: "{n} дзвінки", many: "{n} дзвінків", other: "{n} дзвінка" },
  },
  ru: {
    hello: "Здравствуйте, {name}",
    calls: { one: "{n} звонок", few: "{n} звонка", many: "{n} звонков", other: "{n} звонка" },
  },
});

test("a text is filled in the language of the moment", () => {
  expect(t("hello", { name: "Olha" })).toBe("Hello Olha");
  setLocale("uk");
  expect(t("hello", { name: "Ольга" })).toBe("Вітаю, Ольга");
});

test.each([
  ["en", 1, "1 call"],
  ["en", 2, "2 calls"],
  ["uk", 1, "1 дзвінок"],
  ["uk", 3, "3 дзвінки"],
  ["uk", 11, "11 дзвінків"],
  ["uk", 21, "21 дзвінок"],
  ["ru", 22, "22 звонка"],
  ["ru", 1.5, "1,5 звонка"],
] as const)("%s chooses the form for %d", (wanted, n, shown) => {
  setLocale(wanted);
  expect(t("calls", { n })).toBe(shown);
});

test("markup in a parameter stays text", () => {
  render(<p>{t("hello", { name: "<img src=x onerror=alert(1)>" })}</p>);
  expect(screen.getByText(/<img/)).toBeTruthy();
  expect(document.querySelector("img")).toBeNull();
});

test("what is shown follows the language, which this browser keeps", async () => {
  const Said = () => <p>{t("calls", { n: 5 })}</p>;
  render(<Said />);
  await act(() => setLocale("ru"));
  expect(screen.getByText("5 звонков")).toBeTruthy();
  expect(document.documentElement.lang).toBe("ru");
  expect(kept("callcore.locale")).toBe("ru");
  expect(locale.value).toBe("ru");
});

// every folder's texts, whoever wrote them
const folders = import.meta.glob<Record<string, unknown>>(
  ["../**/*messages.ts", "../**/words.ts"],
  {
    eager: true,
  },
);
const CATEGORIES: Readonly<Record<Locale, readonly string[]>> = {
  en: ["one", "other"],
  uk: ["one", "few", "many", "other"],
  ru: ["one", "few", "many", "other"],
};

test("there are texts to look at", () => {
  expect(Object.keys(folders).length).toBeGreaterThan(2);
});

test.each(Object.keys(folders))("%s says the same in every language", (path) => {
  for (const exported of Object.values(folders[path] ?? {})) {
    if (typeof exported !== "function" || !("all" in exported)) continue;
    const all = exported.all as Record<Locale, Record<string, Text>>;
    for (const at of LOCALES) {
      expect(Object.keys(all[at]).sort(), at).toEqual(Object.keys(all.en).sort());
      for (const [key, text] of Object.entries(all[at])) {
        const where = `${at} ${key}`;
        expect(namesIn(text), where).toEqual(namesIn(all.en[key] ?? ""));
        for (const form of formsOf(text)) expect(form.trim(), where).not.toBe("");
        if (typeof all.en[key] === "object") expect(typeof text, where).toBe("object");
        if (typeof text === "object")
          expect(Object.keys(text).sort(), where).toEqual([...CATEGORIES[at]].sort());
      }
    }
  }
});

test.each(Object.keys(folders))("%s has no Latin letters for Cyrillic ones", (path) => {
  for (const exported of Object.values(folders[path] ?? {})) {
    if (typeof exported !== "function" || !("all" in exported)) continue;
    const all = exported.all as Record<Locale, Record<string, Text>>;
    for (const at of ["uk", "ru"] as const)
      for (const [key, text] of Object.entries(all[at]))
        for (const form of formsOf(text))
          expect(
            form.replace(/\{\w+\}/g, "").match(/[a-z][а-яёіїєґ]|[а-яёіїєґ][a-z]/i),
            `${at} ${key}`,
          ).toBeNull();
    for (const [key, text] of Object.entries(all.ru))
      for (const form of formsOf(text)) expect(form.match(/[іїєґ]/i), `ru ${key}`).toBeNull();
    for (const [key, text] of Object.entries(all.uk))
      for (const form of formsOf(text)) expect(form.match(/[ыэъё]/i), `uk ${key}`).toBeNull();
  }
});

function formsOf(text: Text): string[] {
  return typeof text === "string" ? [text] : Object.values(text satisfies Plural);
}

/** The parameters that a text uses, whatever its forms. */
function namesIn(text: Text): string[] {
  const found = formsOf(text).flatMap((form) =>
    [...form.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? ""),
  );
  return [...new Set(found)].sort();
}
