import { expect, test } from "vitest";
import { sampleTurn } from "./sample";
import { axisOf, barsOf, isLate, OBJECTIVE_MS, spansOf, stageMs } from "./waterfall";

test("stages of an earlier version stand one after the other and make up the whole", () => {
  const spans = spansOf(sampleTurn());
  expect(spans.map((each) => [each.stage, each.fromMs, each.ms])).toEqual([
    ["endpointing", 0, 500],
    ["stt", 500, 100],
    ["llm", 600, 300],
    ["tts", 900, 80],
    ["wire", 980, 20],
  ]);
});

test("stages stand where the server says", () => {
  const stages = [
    { name: "llm", start_ms: 600, ms: 100, tool: "", seq: null },
    { name: "tool", start_ms: 700, ms: 50, tool: "search_products", seq: 7 },
    { name: "llm", start_ms: 750, ms: 30, tool: "", seq: null },
  ] as const;
  const turn = sampleTurn({ stages: [...stages] });
  expect(spansOf(turn)[1]).toEqual({ stage: "tool", fromMs: 700, ms: 50, tool: "search_products" });
  expect(stageMs(turn, "llm")).toBe(130);
  expect(stageMs(turn, "wire")).toBe(0);
});

test("a turn that nobody measured has no stages, which is not the same as none of a second", () => {
  const turn = sampleTurn({
    endpointing_ms: null,
    stt_ms: null,
    llm_ms: null,
    tts_ms: null,
    filler_ms: null,
    wire_ms: null,
    total_ms: null,
  });
  expect(spansOf(turn)).toEqual([]);
  expect(stageMs(turn, "llm")).toBeNull();
  expect(isLate(turn)).toBe(false);
});

test("bars fill their share of the axis and do not leave it", () => {
  const found = barsOf(sampleTurn({ llm_ms: 10_000, total_ms: 10_700 }), 2_000);
  expect(found.at(-1)?.stage).toBe("llm");
  for (const each of found) expect(each.left + each.width).toBeLessThanOrEqual(100.0001);
  expect(barsOf(sampleTurn(), 2_000)[0]).toMatchObject({ left: 0, width: 25 });
});

test("the axis shows the objective always and one slow turn does not flatten the others", () => {
  expect(axisOf([sampleTurn({ total_ms: 300 })])).toBeGreaterThan(OBJECTIVE_MS);
  expect(axisOf([sampleTurn({ total_ms: 30_000 })])).toBe(4_000);
  expect(axisOf([sampleTurn({ total_ms: 2_000 })])).toBe(2_100);
});

test("late is what is over the objective", () => {
  expect(isLate(sampleTurn({ total_ms: OBJECTIVE_MS }))).toBe(false);
  expect(isLate(sampleTurn({ total_ms: OBJECTIVE_MS + 1 }))).toBe(true);
});
