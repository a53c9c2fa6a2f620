import { expect, test } from "vitest";
import { samplePhrase, sampleTurn } from "./sample";
import { momentAt, momentsOf, stepped, turnOf } from "./sync";

const TURNS = [
  sampleTurn({ turn: 0, phrases: [samplePhrase({ seq: 1, at_s: 1 })] }),
  sampleTurn({
    turn: 1,
    phrases: [
      samplePhrase({ seq: 2, who: "caller", at_s: 5 }),
      samplePhrase({ seq: 3, at_s: 8 }),
      samplePhrase({ seq: 4, at_s: null, text: "", planned: "never" }),
    ],
  }),
  sampleTurn({ turn: 3, phrases: [samplePhrase({ seq: 5, who: "caller", at_s: 7 })] }),
];

test("moments are in the order in which they sound, whoever speaks", () => {
  expect(momentsOf(TURNS).map((each) => each.key)).toEqual(["p1", "p2", "p5", "p3"]);
});

test("at a time the one who began last speaks", () => {
  const moments = momentsOf(TURNS);
  expect(momentAt(moments, 0)).toBeNull();
  expect(momentAt(moments, 1)?.key).toBe("p1");
  expect(momentAt(moments, 4.5)?.key).toBe("p1");
  expect(momentAt(moments, 4.9)?.key).toBe("p2");
  expect(momentAt(moments, 7.5)?.key).toBe("p5");
  expect(momentAt(moments, 1e6)?.key).toBe("p3");
  expect(momentAt([], 3)).toBeNull();
});

test("the search finds the same as looking at each", () => {
  const moments = momentsOf(
    Array.from({ length: 400 }, (_, at) =>
      sampleTurn({ turn: at, phrases: [samplePhrase({ seq: at, at_s: at * 4.3 })] }),
    ),
  );
  for (let at = 0; at < 1_750; at += 13.7)
    expect(momentAt(moments, at)).toBe(moments.findLast((each) => each.fromS <= at + 0.15));
});

test("steps go from turn to turn, over gaps in the numbers, and stay at the ends", () => {
  expect(stepped(TURNS, null, 1)).toBe(0);
  expect(stepped(TURNS, null, -1)).toBe(3);
  expect(stepped(TURNS, 1, 1)).toBe(3);
  expect(stepped(TURNS, 3, 1)).toBe(3);
  expect(stepped(TURNS, 0, -1)).toBe(0);
  expect(stepped([], 0, 1)).toBeNull();
});

test("only a number names a turn", () => {
  expect(turnOf("3")).toBe(3);
  for (const text of [null, "", "x", "-1", "1.5", "1e9", "99999999"])
    expect(turnOf(text)).toBeNull();
});
