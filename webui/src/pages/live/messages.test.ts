import { expect, test } from "vitest";
import { setLocale } from "@/i18n";
import { t } from "./messages";

test("all languages have the same parameters in every text", () => {
  const names = (text: unknown) => new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? []);
  for (const [key, text] of Object.entries(t.all.en)) {
    expect(names(t.all.uk[key]), key).toEqual(names(text));
    expect(names(t.all.ru[key]), key).toEqual(names(text));
  }
});

test("Ukrainian and Russian have three plural forms", () => {
  setLocale("uk");
  expect([1, 3, 5, 21].map((n) => t("news-started", { n }))).toEqual([
    ...["1 новий дзвінок.", "3 нові дзвінки.", "5 нових дзвінків.", "21 новий дзвінок."],
  ]);
  setLocale("ru");
  expect([1, 3, 11].map((n) => t("news-started", { n }))).toEqual([
    ...["1 новый звонок.", "3 новых звонка.", "11 новых звонков."],
  ]);
});
