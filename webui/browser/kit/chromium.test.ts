// Which Chromium is taken; that it starts is seen by every browser test.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { find } from "./chromium";

let folder: string;
const packed = { path: "/npm/chromium", env: {} };
const fromNpm = () => packed;
const program = (name: string, mode = 0o755) => {
  const path = join(folder, name);
  writeFileSync(path, "");
  chmodSync(path, mode);
  return path;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chromium-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the machine's is taken, chromium before chrome", () => {
  program("google-chrome");
  const path = program("chromium");
  const PATH = ["/nowhere", folder].join(delimiter);
  expect(find({ PATH, A: "b", C: undefined }, fromNpm)).toEqual({ path, env: { PATH, A: "b" } });
});

test("without one it is that of npm", () => {
  program("chromium", 0o644);
  expect(find({ PATH: folder }, fromNpm)).toBe(packed);
  expect(find({}, fromNpm)).toBe(packed);
});

test("one can be named, and npm can be forced", () => {
  program("chromium");
  const mine = program("mine");
  expect(find({ PATH: folder, WEBUI_CHROMIUM: mine }, fromNpm).path).toBe(mine);
  expect(find({ PATH: folder, WEBUI_CHROMIUM: "npm" }, fromNpm)).toBe(packed);
});

test("a named one that is not there is an error, not another one", () => {
  program("chromium");
  expect(() => find({ PATH: folder, WEBUI_CHROMIUM: "/no/such" }, fromNpm)).toThrow(
    "WEBUI_CHROMIUM is /no/such, which is no program that can be run.",
  );
});

test("no Chromium at all is an error of one sentence", () => {
  const none = () => {
    throw new Error("There is no Chromium");
  };
  expect(() => find({ PATH: "" }, none)).toThrow("There is no Chromium");
});
