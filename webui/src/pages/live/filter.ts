// The filter of the board: words that a call must have, as "тягач language:uk -gone:yes".
// A quoted part is one word; a minus before a word means without it. Pure.
import type { LiveCall } from "@/live/feed";

/** What a call is asked for; null: this call has no such thing. */
type Part = (call: LiveCall) => string;

const yes = (is: boolean) => (is ? "yes" : "no");
export const SLOW_MS = 1_200; // the objective of a turn

const PARTS: Readonly<Record<string, Part>> = {
  caller: (call) => call.caller,
  worker: (call) => call.worker,
  state: (call) => call.state,
  language: (call) => call.language,
  arm: (call) => call.stt_arm,
  prompt: (call) => call.prompt,
  did: (call) => call.did,
  said: (call) => `${call.said_caller}\n${call.said_agent}`,
  order: (call) => call.order_id || "no",
  degraded: (call) => `${yes(call.degraded !== "")} ${call.degraded}`,
  gone: (call) => yes(call.gone),
  slow: (call) => yes(Math.max(call.turn_ms, call.worst_turn_ms) > SLOW_MS),
};

/** The names before a colon, for the hint. */
export const PART_NAMES = Object.keys(PARTS);

interface Term {
  readonly part: string;
  readonly wanted: string;
  readonly without: boolean;
}

export type Filter = (call: LiveCall) => boolean;

/** Return the terms of a filter as somebody typed it. What is no known part is a word. */
export function termsOf(typed: string): readonly Term[] {
  return [...typed.matchAll(/(-?)(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)].flatMap(
    ([whole, minus = "", part = "", quoted, bare]): Term[] => {
      const name = part.toLowerCase();
      const known = Object.hasOwn(PARTS, name);
      const text = known ? (quoted ?? bare ?? "") : (quoted ?? whole.slice(minus.length));
      const wanted = folded(text);
      if (wanted === "") return [];
      return [{ part: known ? name : "", wanted, without: minus === "-" }];
    },
  );
}

/** Return what says whether a call passes; null when nothing was typed. */
export function filterOf(typed: string): Filter | null {
  const terms = termsOf(typed);
  if (terms.length === 0) return null;
  return (call) => terms.every((term) => has(call, term) !== term.without);
}

function has(call: LiveCall, { part, wanted }: Term): boolean {
  const ask = PARTS[part];
  if (ask !== undefined) return folded(ask(call)).includes(wanted);
  return WORDS.some((name) => folded(PARTS[name]?.(call) ?? "").includes(wanted));
}

/** What a bare word is looked for in. */
const WORDS = ["caller", "worker", "state", "language", "arm", "prompt", "did", "said", "order"];

function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
