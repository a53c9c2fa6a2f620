import { describe, expect, it } from "vitest";
import { setLocale } from "@/i18n";
import { itemReason, kindWord, OUTCOMES, outcomeWord, STATUSES, statusWord } from "./words";

describe("machine words", () => {
  it("has words for every status and outcome", () => {
    for (const each of STATUSES) expect(statusWord(each)).not.toBe(each);
    for (const each of OUTCOMES) expect(outcomeWord(each)).not.toBe("");
  });

  it("names a caller whom nobody answered by what the queue reported", () => {
    expect(itemReason("not-answered-abandon")).toBe("waited for an operator: caller gave up");
    setLocale("uk");
    expect(itemReason("not-answered-full")).toBe("чекав на оператора: черга повна");
  });

  it("shows words of a newer server as they are", () => {
    expect(itemReason("moon-phase")).toBe("moon-phase");
    expect(itemReason("not-answered-eclipse")).toBe("waited for an operator: ECLIPSE");
    expect(kindWord("visit")).toBe("visit");
    expect(statusWord("ECLIPSE")).toBe("ECLIPSE");
  });
});
