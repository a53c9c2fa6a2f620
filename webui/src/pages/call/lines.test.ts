import { expect, test } from "vitest";
import { agentAtS, callerAtS, linesOf, turnAtS, unheardOf } from "./lines";
import { samplePhrase, sampleTurn } from "./sample";

test("phrases are lines at their own times", () => {
  const turn = sampleTurn({
    phrases: [
      samplePhrase({ seq: 4, who: "caller", at_s: 5.5, text: "Hello" }),
      samplePhrase({
        seq: 6,
        at_s: 8.25,
        text: "Good",
        planned: "Good morning to you.",
        cut: true,
      }),
      samplePhrase({ seq: 7, at_s: null, text: "", planned: "How can I help?" }),
    ],
  });
  expect(linesOf(turn)).toMatchObject([
    { key: "p4", side: "caller", fromS: 5.5, text: "Hello", unheard: "" },
    { key: "p6", side: "agent", fromS: 8.25, text: "Good", unheard: "morning to you.", cut: true },
    { key: "p7", side: "agent", fromS: null, text: "", unheard: "How can I help?" },
  ]);
  expect(turnAtS(turn)).toBe(5.5);
});

test("a turn without phrases has a line of each side", () => {
  expect(linesOf(sampleTurn()).map((each) => [each.side, each.text])).toEqual([
    ["caller", "Do you have winter tyres?"],
    ["agent", "Yes, six kinds."],
  ]);
  expect(linesOf(sampleTurn({ caller_text: "" })).map((each) => each.side)).toEqual(["agent"]);
});

test("a turn whose words are gone has no lines and still a time", () => {
  const turn = sampleTurn({ caller_text: "", agent_text: "" });
  expect(linesOf(turn)).toEqual([]);
  expect(turnAtS(turn)).toBe(7.1);
});

test("without a measure the caller spoke before his words were known, the agent after", () => {
  const turn = sampleTurn();
  expect(callerAtS(turn)).toBeLessThan(turn.at_s - 0.6);
  expect(agentAtS(turn)).toBeCloseTo(7.1 + 0.4);
  expect(callerAtS(sampleTurn({ at_s: 0.1 }))).toBe(0);
});

test("a measured time is taken as it is", () => {
  expect(callerAtS(sampleTurn({ caller_at_s: 4.2 }))).toBe(4.2);
  expect(agentAtS(sampleTurn({ agent_at_s: 9.9 }))).toBe(9.9);
});

test("what was not heard is the rest of the plan, or the plan where the two differ", () => {
  expect(unheardOf("", "All of it")).toBe("");
  expect(unheardOf("One two three.", "One two…")).toBe("three.");
  expect(unheardOf("One two three.", "1 2")).toBe("One two three.");
  expect(unheardOf("One two three.", "")).toBe("One two three.");
});
