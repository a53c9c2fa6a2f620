import { expect, test } from "vitest";
import { LOCALES, setLocale } from "@/i18n";
import { became } from "./outcome";

const RESULTS = [
  ...["done", "pending", "already-ending", "caller-left", "busy", "too-late", "refused"],
  ...["cut", "no-answer", "full"],
];

test("every word of a worker is a sentence in every language", () => {
  for (const locale of LOCALES) {
    setLocale(locale);
    for (const result of RESULTS) {
      const { text } = became("say", { result, fields: { heard_chars: 5 } });
      expect(text.length).toBeGreaterThan(10);
      expect(text).not.toContain(result === "done" || result === "busy" ? "{" : `${result} {`);
      expect(text).not.toMatch(/^The worker says|^Відповідь|^Ответ/);
    }
  }
});

test("only what was done is told as good", () => {
  expect(became("transfer", { result: "done", fields: {} }).tone).toBe("good");
  expect(became("say", { result: "pending", fields: {} }).tone).toBe("info");
  expect(became("hangup", { result: "caller-left", fields: {} }).tone).toBe("warn");
});

test("what an interrupted caller heard is counted", () => {
  expect(became("say", { result: "cut", fields: { heard_chars: 12 } }).text).toContain("12");
});

test("a word that is not known is told as it is", () => {
  expect(became("say", { result: "odd", fields: {} }).text).toBe("The worker says: odd");
  expect(became("say", { result: "else", fields: {} }).text).toBe("The worker says: else");
});
