import { describe, expect, it } from "vitest";
import { differing, lineOf, stateOf, type PriceVersion } from "./pricestate";

const TABLE: PriceVersion = {
  table_id: "1",
  sha256: "",
  currency: "USD",
  entries: 3,
  note: "",
  made_by: "ann",
  made_at: "2026-01-01T00:00:00Z",
  active_by: "",
  active_from: null,
  active: false,
};

it("a table is a draft until it is given a time, then planned, then holds or is replaced", () => {
  const now = Date.parse("2026-05-01T00:00:00Z");
  const at = (active_from: string | null, active = false) =>
    stateOf({ ...TABLE, active_from, active }, now);
  expect(at(null)).toBe("draft");
  expect(at("2026-05-02T00:00:00Z")).toBe("planned");
  expect(at("2026-04-02T00:00:00Z")).toBe("replaced");
  expect(at("2026-04-02T00:00:00Z", true)).toBe("active");
});

describe("the line of an error", () => {
  const yaml = [
    "currency: USD",
    "prices:",
    "  - id: a.1  # the first",
    "    micros: 5",
    "    unit: hours",
    '  - id: "b.1"',
    "    micros: cheap",
    "models:",
    "  - provider: x",
    "    model: old",
  ].join("\n");

  it("is that of the field in the entry which is named", () => {
    expect(lineOf(yaml, "price table as uploaded, entry b.1, field micros: it must be")).toEqual({
      n: 7,
      text: "micros: cheap",
    });
    expect(lineOf(yaml, "x, entry a.1, field unit: it must be")?.n).toBe(5);
  });

  it("is the entry itself when the field is missing", () => {
    expect(lineOf(yaml, "x, entry a.1, field source: it is missing.")?.n).toBe(3);
    expect(lineOf(yaml, "x, entry old, field shutdown_date: it is missing.")?.n).toBe(10);
  });

  it("is what the parser says, and nothing where nobody says", () => {
    expect(lineOf(yaml, "as uploaded, line 2: it is not YAML.")).toEqual({ n: 2, text: "prices:" });
    expect(lineOf(yaml, "as uploaded, line 99: it is not YAML.")).toBeNull();
    expect(lineOf(yaml, "the file, field currency: it is missing.")).toBeNull();
  });
});

it("two sentences differ in their middle", () => {
  expect(differing("x: 5 micros for 60 ms", "x: 7 micros for 60 ms")).toEqual({
    head: "x:",
    gone: "5",
    came: "7",
    tail: "micros for 60 ms",
  });
  expect(differing("a b", "a b until c")).toMatchObject({ head: "a b", gone: "", came: "until c" });
  expect(differing("a a", "a")).toMatchObject({ gone: "a", came: "" });
});
