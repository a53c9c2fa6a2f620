// The size gate on manifests that never were built.
import { describe, expect, test } from "vitest";
import { FIRST_LOAD, LAZY_PART, measure, table, tooLarge } from "./sizes.mjs";

const manifest = {
  "index.html": {
    file: "assets/main.js",
    isEntry: true,
    imports: ["_shared.js"],
    dynamicImports: ["src/pages/live/index.ts", "src/pages/costs/index.ts"],
    css: ["assets/main.css"],
  },
  "_shared.js": { file: "assets/shared.js", imports: ["_deep.js"] },
  "_deep.js": { file: "assets/deep.js", imports: ["_shared.js"] },
  "_chart.js": { file: "assets/chart.js", css: ["assets/chart.css"] },
  "src/pages/live/index.ts": {
    file: "assets/live.js",
    isDynamicEntry: true,
    imports: ["_shared.js", "index.html"],
  },
  "src/pages/costs/index.ts": {
    file: "assets/costs.js",
    isDynamicEntry: true,
    imports: ["_chart.js"],
    css: ["assets/costs.css"],
  },
};

const loads = (sizes: Record<string, number>) => measure(manifest, (file) => sizes[file] ?? 1);

describe("what is counted", () => {
  test("the first load is the page, the entry, its static imports and its styles", () => {
    const first = loads({})[0];
    expect(first?.files.toSorted()).toEqual([
      "assets/deep.js",
      "assets/main.css",
      "assets/main.js",
      "assets/shared.js",
      "index.html",
    ]);
    expect(first?.bytes).toBe(5);
  });

  test("a lazy part counts only what the first load has not", () => {
    const files = Object.fromEntries(loads({}).map((load) => [load.name, load.files.toSorted()]));
    expect(files["src/pages/live/index.ts"]).toEqual(["assets/live.js"]);
    expect(files["src/pages/costs/index.ts"]).toEqual([
      "assets/chart.css",
      "assets/chart.js",
      "assets/costs.css",
      "assets/costs.js",
    ]);
  });

  test("a manifest without an entry or with a hole is refused", () => {
    expect(() => measure({ a: { file: "a.js" } }, () => 1)).toThrow("no entry");
    const hole = { a: { file: "a.js", isEntry: true, imports: ["b"] } };
    expect(() => measure(hole, () => 1)).toThrow("names b");
  });
});

describe("the limits", () => {
  test("are those of the issue, and may be reached", () => {
    expect([FIRST_LOAD, LAZY_PART]).toEqual([60_000, 30_000]);
    const most = { "assets/main.js": FIRST_LOAD - 4, "assets/live.js": LAZY_PART };
    expect(tooLarge(loads(most))).toEqual([]);
  });

  test("a byte more is too large, and is named", () => {
    const over = { "assets/main.js": FIRST_LOAD - 3, "assets/chart.js": LAZY_PART };
    expect(tooLarge(loads(over)).map((load) => load.name)).toEqual([
      "first load",
      "src/pages/costs/index.ts",
    ]);
    const lines = table(loads(over)).split("\n");
    expect(lines.filter((line) => line.endsWith("TOO LARGE"))).toHaveLength(2);
    expect(lines[1]).toMatch(/^first load +60\.0 +60\.0 +5 {2}TOO LARGE$/);
  });
});
