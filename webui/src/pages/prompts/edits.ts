// What somebody has typed and not saved. It lives in memory, beside the page: when a session
// ends in the middle, the login appears, and afterwards the text is still there. It is kept
// nowhere else, and only for the user who typed it.
import { signal } from "@preact/signals";
import { session } from "@/api/session";
import { LANGUAGES, textsOf, type Language, type Tagged, type Texts } from "./reading";

export interface Edit {
  /** What was read when the typing began: a save shows its ETag. */
  readonly base: Tagged;
  readonly texts: Texts;
  readonly note: string;
}

const edits = signal<ReadonlyMap<string, Edit>>(new Map());

/** Return what the user has typed for a prompt, null if nothing. */
export function editOf(promptId: string): Edit | null {
  return edits.value.get(keyOf(promptId)) ?? null;
}

/** Note what was typed. Text that is typed back to what it was is no edit. */
export function setEdit(promptId: string, edit: Edit): void {
  const next = new Map(edits.peek());
  if (changesOf(edit).length === 0) next.delete(keyOf(promptId));
  else next.set(keyOf(promptId), edit);
  edits.value = next;
}

export function forget(promptId: string): void {
  const next = new Map(edits.peek());
  next.delete(keyOf(promptId));
  edits.value = next;
}

export type Part = Language | "note";

/** What the edit changes of what was read. */
export function changesOf({ base, texts, note }: Edit): Part[] {
  const before = textsOf(base.prompt.texts);
  const changed: Part[] = LANGUAGES.filter((each) => texts[each] !== before[each]);
  return note === base.prompt.note ? changed : [...changed, "note"];
}

/** The edit on top of a newer version: mine where I typed, theirs elsewhere. */
export function rebased(edit: Edit, newer: Tagged): Edit {
  const mine = changesOf(edit);
  const theirs = textsOf(newer.prompt.texts);
  const of = (each: Language) => (mine.includes(each) ? edit.texts[each] : theirs[each]);
  return {
    base: newer,
    texts: { uk: of("uk"), ru: of("ru"), en: of("en") },
    note: mine.includes("note") ? edit.note : newer.prompt.note,
  };
}

function keyOf(promptId: string): string {
  return `${session.value?.userId ?? ""} ${promptId}`;
}
