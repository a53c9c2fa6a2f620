// How a try ended, in a sentence.
import { t, word } from "./messages";
import type { Ending } from "./trial";

type Ended = Exclude<Ending, { is: "problem" }>;

// "ended": the line was cut, and nobody said why
const TROUBLES: ReadonlySet<string> = new Set(["ended", "bug", "worker-died", "line-lost"]);
const LOST = 1006; // no word at all: the connection broke

/** Whether something is wrong, or it is simply over. */
export function isTrouble(ending: Ended): boolean {
  return ending.is === "closed" || TROUBLES.has(ending.reason);
}

/** A caller would be with a human now. */
export function toHuman(ending: Ended): boolean {
  return ending.is === "ended" && ending.next !== "" && ending.next !== "end";
}

export function sentenceOf(ending: Ended): string {
  if (ending.is === "ended") {
    if (ending.reason === "ended") return t("ended-unknown");
    return t("ended-why", { reason: word("reason", ending.reason) });
  }
  switch (ending.code) {
    case 1000:
      return t("closed-long"); // the server's own limit is the only end without a word
    case 1013:
      return word("closed", ending.why) || t("closed-busy");
    case 4001:
      return t("closed-session");
    case 4008:
      return t("closed-slow");
    case LOST:
      return t("closed-lost");
    default:
      return t("closed-other", { code: String(ending.code), why: ending.why || "–" });
  }
}
