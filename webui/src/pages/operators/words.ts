// The server's machine words in the user's language; an unknown one is shown as it is.
import type { Tone } from "@/ui/bits";
import { tl } from "./listmessages";
import { t } from "./messages";

export const PRESENCES = ["free", "busy", "paused", "offline"] as const;
export type Presence = (typeof PRESENCES)[number];

export const PRESENCE_TONES: Readonly<Record<Presence, Tone>> = {
  free: "good",
  busy: "info",
  paused: "warn",
  offline: "plain",
};

/** What became of a caller, as Asterisk and our dialplan name it. */
export const STATUSES = [
  ...(["ANSWER", "CONTINUE", "ABANDON", "TIMEOUT", "FULL", "WITHDRAW"] as const),
  ...(["JOINEMPTY", "LEAVEEMPTY", "JOINUNAVAIL", "LEAVEUNAVAIL"] as const),
] as const;

export const OUTCOMES = ["reached", "not-reached", "placed", "cancelled", "nothing-to-do"] as const;
export type Outcome = (typeof OUTCOMES)[number];

const UNANSWERED = "not-answered-";

/** Why somebody is paused or busy. */
export function presenceReason(reason: string): string {
  return reason === "by report" ? t("by-report") : reason;
}

export function statusWord(status: string): string {
  return known(`s-${status}`, status);
}

export function kindWord(kind: string): string {
  return kind === "callback" || kind === "order" ? tl(kind) : kind;
}

export function outcomeWord(outcome: string): string {
  return known(`o-${outcome}`, outcome);
}

/** Why an item is on the worklist. */
export function itemReason(reason: string): string {
  if (!reason.startsWith(UNANSWERED)) return known(`r-${reason}`, reason);
  const status = reason.slice(UNANSWERED.length).toUpperCase();
  return tl("r-not-answered", { why: statusWord(status) });
}

function known(key: string, word: string): string {
  return Object.hasOwn(tl.all.en, key) ? tl(key as "s-ANSWER") : word;
}
