import { expect, test } from "vitest";
import { setLocale } from "@/i18n";
import { isTrouble, sentenceOf, toHuman } from "./endings";

const ended = (reason: string, next = "end") => ({ is: "ended", reason, next }) as const;
const closed = (code: number, why = "") => ({ is: "closed", code, why }) as const;

test.each([
  [ended("caller-hung-up"), "The call has ended: you hung up."],
  [ended("new-word"), "The call has ended: new-word."],
  [ended("ended"), "The line was cut without a word. The worker of the call may have died."],
  [closed(1013, "no-worker"), "No worker has a free place, or none is there. Try again later."],
  [closed(1013, "full"), "Too many people try the agent now. Try again later."],
  [closed(1013), "There is no room now. Try again later."],
  [closed(1000), "The try has ended: it may last 15 minutes."],
  [closed(1006), "The connection to the server broke, and with it the call."],
  [closed(4001, "x"), "Your session is over; that ended the call. Log in again."],
  [closed(4400, "not-json"), "The server closed the line: not-json (4400)."],
])("%j is told as “%s”", (ending, told) => {
  expect(sentenceOf(ending)).toBe(told);
});

test("it is told in the user's language", () => {
  setLocale("uk");
  expect(sentenceOf(ended("goodbye"))).toBe("Дзвінок завершено: ви попрощалися.");
});

test.each([
  [ended("goodbye"), false, false],
  [ended("asked", "human"), false, true],
  [ended("worker-died", "human"), true, true],
  [ended("ended", ""), true, false],
  [closed(1013, "full"), true, false],
])("%j: trouble %s, to a human %s", (ending, trouble, human) => {
  expect([isTrouble(ending), toHuman(ending)]).toEqual([trouble, human]);
});
