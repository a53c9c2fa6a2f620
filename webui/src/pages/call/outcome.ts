// What became of an act on a live call, in a sentence that is true.
import type { Tone } from "@/ui/bits";
import { t } from "./livemessages";
import type { OutcomeTold } from "./told";

export type ActName = "transfer" | "hangup" | "say";

export interface Became {
  readonly text: string;
  readonly tone: Tone;
}

/** The sentence for a worker's word. */
export function became(act: ActName, told: OutcomeTold): Became {
  if (told.result === "done") return { text: t(`did-${act}`), tone: "good" };
  if (told.result === "pending") return { text: t("was-pending"), tone: "info" };
  const key = `was-${told.result}`;
  if (!Object.hasOwn(t.all.en, key) || key === "was-else")
    return { text: t("was-else", { word: told.result }), tone: "warn" };
  const n = Number(told.fields["heard_chars"] ?? 0);
  return { text: t(key as "was-busy", { n }), tone: "warn" };
}
