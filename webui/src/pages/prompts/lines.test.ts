import { expect, test } from "vitest";
import { compared, linesOf, wordsOf } from "./lines";

const shown = (lines: ReturnType<typeof compared>) =>
  lines.map((line) => `${line.kind} ${line.before} ${line.after} ${line.text}`.trim());

test("the lines of a unified diff are numbered on both sides", () => {
  const unified = ["@@ -4,3 +4,3 @@", " same", "-old", "+new", " after"];
  expect(shown(linesOf(unified))).toEqual([
    "gap 4 4",
    "same 4 4 same",
    "gone 5 0 old",
    "new 0 5 new",
    "same 6 6 after",
  ]);
});

test("a diff from nothing begins with line 1, and lines that look like signs stay whole", () => {
  expect(shown(linesOf(["@@ -0,0 +1,2 @@", "+- a dash", "++ a plus"]))).toEqual([
    "gap 1 1",
    "new 0 1 - a dash",
    "new 0 2 + a plus",
  ]);
});

test("equal texts have no lines", () => {
  expect(compared("a\nb", "a\nb")).toEqual([]);
});

test("what is compared here leaves out what is far from a change", () => {
  const before = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`);
  const after = before.map((line) => (line === "line 10" ? "another" : line));
  const lines = shown(compared(before.join("\n"), after.join("\n")));
  expect(lines).toEqual([
    "gap 7 7",
    "same 7 7 line 7",
    "same 8 8 line 8",
    "same 9 9 line 9",
    "gone 10 0 line 10",
    "new 0 10 another",
    "same 11 11 line 11",
    "same 12 12 line 12",
    "same 13 13 line 13",
  ]);
});

test("a line that was moved is gone once and new once, and the rest stays", () => {
  const lines = shown(compared("a\nb\nc\nd", "b\nc\nd\na"));
  expect(lines).toEqual(["gone 1 0 a", "same 2 1 b", "same 3 2 c", "same 4 3 d", "new 0 4 a"]);
});

test("two texts far too large to compare are told whole, at once", () => {
  const one = Array.from({ length: 5_000 }, (_, at) => `a${at}`).join("\n");
  const other = Array.from({ length: 5_000 }, (_, at) => `b${at}`).join("\n");
  const startMs = performance.now();
  expect(compared(one, other)).toHaveLength(10_000);
  expect(performance.now() - startMs).toBeLessThan(2_000);
});

test("words that changed inside a line are marked on their side", () => {
  const pieces = wordsOf("Пропонуй не більше двох товарів", "Пропонуй не більше трьох товарів");
  const marked = pieces?.map((side) =>
    side.filter((each) => each.changed).map((each) => each.text),
  );
  expect(marked).toEqual([["двох"], ["трьох"]]);
  expect(pieces?.[0].map((each) => each.text).join("")).toBe("Пропонуй не більше двох товарів");
});

test("lines that have hardly a word in common are not compared by words", () => {
  expect(wordsOf("Say the price at once.", "Wait until somebody asks you anything.")).toBeNull();
});
