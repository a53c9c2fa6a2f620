// What a price table is now, where an error in its text stands, and what differs in a price.
import type { components } from "@/api/schema";

export type PriceVersion = components["schemas"]["PriceVersion"];
export type TableState = "active" | "draft" | "planned" | "replaced";

/** Return whether a table holds, will hold, has held or is a draft. */
export function stateOf(table: PriceVersion, nowMs = Date.now()): TableState {
  if (table.active) return "active";
  if (table.active_from === null) return "draft";
  return Date.parse(table.active_from) > nowMs ? "planned" : "replaced";
}

/** Return the line that the server's sentence is about, from 1; null if it names none. */
export function lineOf(yaml: string, sentence: string): { n: number; text: string } | null {
  const lines = yaml.split("\n");
  const told = (n: number) => {
    const text = lines[n - 1];
    return text === undefined ? null : { n, text: text.trim().slice(0, 200) };
  };
  const named = /\bline (\d+)\b/.exec(sentence)?.[1];
  if (named !== undefined) return told(Number(named));
  const found = /entry (.+?), field (\w+):/.exec(sentence);
  if (found === null) return null;
  const [, entry = "", field = ""] = found;
  const start = lines.findIndex((line) => nameIn(line) === entry);
  if (start < 0) return null;
  const end = lines.findIndex((line, at) => at > start && /^\s*- /.test(line));
  const inside = lines.slice(start, end < 0 ? undefined : end);
  const at = inside.findIndex((line) => line.replace(/^\s*(- )?/, "").startsWith(`${field}:`));
  return told(start + Math.max(0, at) + 1);
}

/** Return two sentences cut in what is the same before, what differs, the same after. */
export function differing(
  before: string,
  after: string,
): { head: string; gone: string; came: string; tail: string } {
  const [old, now] = [before.split(" "), after.split(" ")];
  const least = Math.min(old.length, now.length);
  let head = 0;
  while (head < least && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < least - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const middle = (words: readonly string[]) => words.slice(head, words.length - tail).join(" ");
  return {
    head: old.slice(0, head).join(" "),
    gone: middle(old),
    came: middle(now),
    tail: old.slice(old.length - tail).join(" "),
  };
}

function nameIn(line: string): string | undefined {
  return /^\s*(?:- )?(?:id|model):\s*["']?([^"'#]+?)["']?\s*(?:#.*)?$/.exec(line)?.[1];
}
