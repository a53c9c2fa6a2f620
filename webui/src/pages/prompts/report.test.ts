import { expect, test } from "vitest";
import { failing, reportOf } from "./report";

const told = {
  dialogues: [
    { id: "en-order", passed: true, broken: [], missed: [] },
    { id: "uk-cancel", passed: false, broken: [], missed: ["no order was cancelled"] },
    { id: "ru-attack", passed: false, broken: ["an order without a yes"], missed: [] },
  ],
  languages: { en: { passed: 1, played: 1, floor: 0.9 } },
  interrupted: { played: 3, wrong: 1 },
  hostile: { played: 1000, wrong: 0 },
  wrong: ["ru-attack: an order without a yes"],
  wrong_count: 7,
  took_s: 31.4,
};

test("a report is read whole", () => {
  const report = reportOf(told);
  expect(report.languages).toEqual([{ language: "en", passed: 1, played: 1, floor: 0.9 }]);
  expect(report.interrupted).toEqual({ played: 3, wrong: 1 });
  expect(report.wrongCount).toBe(7);
  expect(report.tookS).toBe(31.4);
});

test("what must never happen is told before what did not happen", () => {
  expect(failing(reportOf(told)).map((each) => each.id)).toEqual(["ru-attack", "uk-cancel"]);
});

test("a report of a run that was broken off has only its sentence", () => {
  const report = reportOf({ wrong: ["3 runners ended before it did."], wrong_count: 1 });
  expect(report.wrong).toEqual(["3 runners ended before it did."]);
  expect(report.dialogues).toEqual([]);
  expect(report.hostile).toBeNull();
});

test("garbage is left out", () => {
  const report = reportOf({ dialogues: [7, { id: null }], languages: "x", wrong: [1, "a"] });
  expect(report.dialogues.map((each) => each.id)).toEqual(["?", "?"]);
  expect(report.languages).toEqual([]);
  expect(report.wrongCount).toBe(1);
});
