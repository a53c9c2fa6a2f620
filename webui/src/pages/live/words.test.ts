import { expect, test } from "vitest";
import { setLocale } from "@/i18n";
import { short, shortWorker, wordOf } from "./words";

test("words of the machine are said in the user's language, unknown ones as they came", () => {
  setLocale("uk");
  expect(wordOf("state", "listening")).toBe("слухає");
  expect(wordOf("rung", "levitate")).toBe("levitate");
  expect(wordOf("state", "toString")).toBe("toString");
});

test("a long text is cut, and never through a character", () => {
  expect(short("коротко")).toBe("коротко");
  const long = short(`${"a".repeat(239)}${"😀".repeat(5_000)}`);
  expect(long).toBe(`${"a".repeat(239)}…`);
  expect(encodeURIComponent(long)).toContain("%E2%80%A6"); // throws at half a character
});

test("a worker is shown by its name where it has one", () => {
  expect([shortWorker("box:w1:12"), shortWorker("w1"), shortWorker("")]).toEqual([
    ...["w1", "w1", ""],
  ]);
});
