// Words of the machine in the language of the user, and texts made short. An unknown word is
// shown as it came: a newer worker may have more of them.
import { t } from "./messages";

const MOST_SHOWN = 240; // characters; one line shows fewer

type Family = "state" | "presence" | "rung" | "why";

/** Return the word that we have for it, else itself. */
export function wordOf(family: Family, word: string): string {
  const key = `${family}-${word}`;
  return Object.hasOwn(t.all.en, key) ? t(key as "state-listening") : word;
}

/** Return the beginning of a long text: a row shows one line, and the page of the call all. */
export function short(text: string): string {
  if (text.length <= MOST_SHOWN) return text;
  return `${text.slice(0, MOST_SHOWN).replace(/[\uD800-\uDBFF]$/, "")}…`; // no half character
}

/** Return the name of a worker without its machine and process: "box7:w1:412" is "w1". */
export function shortWorker(worker: string): string {
  const parts = worker.split(":");
  return parts.length === 3 ? (parts[1] ?? worker) : worker;
}
