import { describe, expect, it } from "vitest";
import { setLocale } from "@/i18n";
import { filterOf } from "./filter";
import { draftOf, filterShown, labelOf, valueOfDraft, valueShown } from "./shown";

describe("conditions as people read them", () => {
  it("shows seconds and dollars where the address has milliseconds and micros", () => {
    expect(valueShown("min_duration_ms", "90000")).toBe("90 sec");
    expect(valueShown("max_cost_micros", "20000")).toBe("$0.0200");
    expect(labelOf("min_turn_ms")).toBe("Longest wait at least, s");
  });

  it("gives a field what it takes back unchanged", () => {
    for (const [name, value] of [
      ["min_turn_ms", "1250"],
      ["min_cost_micros", "12345"],
      ["since", "2026-11-01T08:30:00Z"],
      ["did", "+380445551122"],
    ] as const)
      expect(valueOfDraft(name, draftOf(name, value))).toBe(value);
  });

  it("takes a comma for a point, as two of our languages write it", () => {
    expect(valueOfDraft("min_turn_ms", "1,5")).toBe("1500");
  });

  it("hands on what is no number, so that it is refused by name", () => {
    expect(valueOfDraft("min_turn_ms", "soon")).toBe("soon");
  });

  it("names a filter in the user's language, unknown words as they are", () => {
    const filter = filterOf(
      new URLSearchParams("period=7d&outcome=human&reason=eclipse&degraded=true"),
      "admin",
    );
    expect(filterShown(filter)).toEqual([
      "last 7 days",
      "Outcome: to a human",
      "Reason: eclipse",
      "Degraded: yes",
    ]);
    setLocale("uk");
    expect(filterShown(filter)[1]).toBe("Результат: передано людині");
  });
});
