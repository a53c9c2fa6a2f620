import { expect, test } from "vitest";
import { setLocale } from "@/i18n";
import { ago, clock, count, languageName, millis, money, percent } from "@/ui/format";

const NBSP = /[\u00a0\u202f]/g;
const plain = (text: string) => text.replace(NBSP, " ");

test("numbers are written as the language writes them", () => {
  expect(count(1234567)).toBe("1,234,567");
  setLocale("uk");
  expect(plain(count(1234567))).toBe("1 234 567");
  expect(plain(percent(0.1234))).toBe("12,3%");
});

test.each([
  [0, "$0.00"],
  [12_340_000, "$12.34"],
  [1_234, "$0.0012"],
  [-5_000, "-$0.0050"],
])("%d millionths are %s", (micros, shown) => {
  expect(money(micros)).toBe(shown);
});

test.each([
  [null, "–"],
  [undefined, "–"],
  [0, "0 ms"],
  [849.6, "850 ms"],
  [1250, "1.25 sec"],
])("%s ms are shown as %s", (value, shown) => {
  expect(plain(millis(value))).toBe(shown);
});

test.each([
  [-3, "0:00"],
  [65.9, "1:05"],
  [3_723, "1:02:03"],
])("%d s on the clock are %s", (seconds, shown) => {
  expect(clock(seconds)).toBe(shown);
});

test.each([
  [-5, "5 seconds ago"],
  [-180, "3 minutes ago"],
  [2 * 86_400, "in 2 days"],
])("%d s from now is %s", (delta, shown) => {
  expect(ago(1_000_000 + delta, 1_000_000_000)).toBe(shown);
});

test("a language has its name, and nonsense stays as it is", () => {
  expect(languageName("uk")).toBe("Ukrainian");
  expect(languageName("x<y")).toBe("x<y");
});
