import { describe, expect, it } from "vitest";
import { periodOf, periodOptions, sinceOf } from "./period";

describe("periods", () => {
  it("reads what it knows from an address, and nothing else", () => {
    expect(periodOf("7d", null)).toBe("7d");
    expect(periodOf("7w", "24h")).toBe("24h");
    expect(periodOf(null, null)).toBeNull();
  });

  it("counts back from now; today begins at midnight", () => {
    const nowMs = Date.parse("2026-11-23T12:00:00Z");
    expect(sinceOf("24h", nowMs)).toBe("2026-11-22T12:00:00.000Z");
    expect(new Date(sinceOf("today", nowMs)).getHours()).toBe(0);
  });

  it("has a word for each", () => {
    expect(periodOptions().map(([, word]) => word)).toContain("last 7 days");
  });
});
