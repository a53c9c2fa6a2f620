import { expect, test } from "vitest";
import { answering } from "@/testing/server";
import {
  addressOf,
  beforeThat,
  inUse,
  isPackaged,
  readShelf,
  type Row,
  type Shelf,
} from "./reading";
import { row } from "./testing";

const shelf = (rows: readonly Row[]): Shelf => ({ rows, packaged: ["v1", "v2"], whole: true });

test("without a published prompt the newest packaged one is in use, and nothing is before it", () => {
  const found = shelf([row({ version: "a" })]);
  expect(inUse(found)).toEqual({ version: "v2", row: null });
  expect(beforeThat(found)).toBeNull();
});

test("a roll-back leads to what was published last before what is in use", () => {
  const found = shelf([
    row({ version: "later", state: "retired", published_at: "2026-11-05T00:00:00.000Z" }),
    row({ version: "now", state: "published", published_at: "2026-11-04T00:00:00.000Z" }),
    row({ version: "oldest", state: "retired", published_at: "2026-11-01T00:00:00.000Z" }),
    row({ version: "before", state: "retired", published_at: "2026-11-03T00:00:00.000Z" }),
  ]);
  expect(inUse(found).version).toBe("now");
  expect(beforeThat(found)).toBe("before");
});

test("a roll-back passes over what was taken back", () => {
  const taken = { taken_back_at: "2026-11-03T12:00:00.000Z" };
  const found = shelf([
    row({ version: "now", state: "published", published_at: "2026-11-04T00:00:00.000Z" }),
    row({ version: "bad", state: "retired", published_at: "2026-11-03T00:00:00.000Z", ...taken }),
    row({ version: "good", state: "retired", published_at: "2026-11-02T00:00:00.000Z" }),
  ]);
  expect(beforeThat(found)).toBe("good");
});

test("before the first that was published is the packaged one", () => {
  const now = row({ state: "published", published_at: "2026-11-04T00:00:00.000Z" });
  expect(beforeThat(shelf([now]))).toBe("v2");
});

test("a version has the address of its prompt, or of the packaged one", () => {
  const found = shelf([row({ version: "a", prompt_id: "id-a" })]);
  expect(["a", "v1", "gone"].map((each) => addressOf(found, each))).toEqual([
    "/prompts/id-a",
    "/prompts/v1",
    null,
  ]);
  expect(isPackaged("v12") && !isPackaged("v12-mine")).toBe(true);
});

test("all pages are read, so that what is in use is known", async () => {
  const first = { items: [row({ version: "draft" })], next: "more", packaged: ["v1"] };
  const used = row({ version: "used", state: "published" });
  const server = answering({
    "GET /api/v1/prompts": ({ query }) =>
      query.get("cursor") === "more" ? { items: [used], next: null, packaged: ["v1"] } : first,
  });
  const found = await readShelf(new AbortController().signal);
  expect(found.rows.map((each) => each.version)).toEqual(["draft", "used"]);
  expect([found.whole, server.asked.length]).toEqual([true, 2]);
});

test("a house with more versions than anybody reads is not read for ever", async () => {
  const server = answering({
    "GET /api/v1/prompts": () => ({ items: [row()], next: "more", packaged: [] }),
  });
  const found = await readShelf(new AbortController().signal);
  expect([found.whole, server.asked.length]).toEqual([false, 5]);
});
