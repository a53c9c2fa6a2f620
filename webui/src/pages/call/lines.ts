// The transcript as lines on the clock of the recording: who, from when, what was heard of
// it and what was planned.
import type { Turn } from "./told";

export type Side = "caller" | "agent";

export interface Line {
  readonly key: string;
  readonly turn: number;
  readonly side: Side;
  /** Null of what never sounded. */
  readonly fromS: number | null;
  readonly text: string;
  /** What was to be said and was not heard; "" if all was. */
  readonly unheard: string;
  readonly cut: boolean;
  /** A supervisor spoke through the agent. */
  readonly bySupervisor: boolean;
  /** An "mhm" over the agent. */
  readonly aside: boolean;
}

/** The lines of a turn, in the order in which they were said. */
export function linesOf(turn: Turn): readonly Line[] {
  const told = turn.phrases.map((each) => ({
    key: `p${each.seq}`,
    turn: turn.turn,
    side: each.who,
    fromS: each.at_s,
    text: each.text,
    unheard: unheardOf(each.planned, each.text),
    cut: each.cut,
    bySupervisor: each.by === "supervisor",
    aside: each.aside,
  }));
  return told.length > 0 ? told : guessed(turn);
}

/** What is left of the plan after what was heard; all of it if the two differ. */
export function unheardOf(planned: string, heard: string): string {
  if (planned === "") return "";
  const said = heard.replace(/[\s.…—-]+$/u, "");
  return planned.startsWith(said) ? planned.slice(said.length).trim() : planned;
}

/** Of turns that nobody measured by phrases. */
function guessed(turn: Turn): readonly Line[] {
  const common = { turn: turn.turn, bySupervisor: false, aside: false };
  const found: Line[] = [];
  if (turn.caller_text !== "")
    found.push({
      ...common,
      key: `c${turn.turn}`,
      side: "caller",
      fromS: callerAtS(turn),
      text: turn.caller_text,
      unheard: "",
      cut: false,
    });
  if (turn.agent_text !== "" || turn.planned_text !== "")
    found.push({
      ...common,
      key: `a${turn.turn}`,
      side: "agent",
      fromS: agentAtS(turn),
      text: turn.agent_text,
      unheard: unheardOf(turn.planned_text, turn.agent_text),
      cut: turn.cut,
    });
  return found;
}

/** When the caller began to speak. Without a measure: his words were known after the end of
 * his speech was found and understood, and took some time to say. */
export function callerAtS(turn: Turn): number {
  if (turn.caller_at_s !== null) return Math.max(0, turn.caller_at_s);
  const found = ((turn.endpointing_ms ?? 0) + (turn.stt_ms ?? 0)) / 1_000;
  return Math.max(0, turn.at_s - found - spokenS(turn.caller_text));
}

/** When the answer began to sound. Without a measure: when the stages after the words were
 * over; a phrase that answers nobody was noted when it had been heard. */
export function agentAtS(turn: Turn): number {
  if (turn.agent_at_s !== null) return Math.max(0, turn.agent_at_s);
  if (turn.caller_text === "") return Math.max(0, turn.at_s - spokenS(turn.agent_text));
  const found = (turn.endpointing_ms ?? 0) + (turn.stt_ms ?? 0);
  return turn.at_s + Math.max(0, (turn.total_ms ?? 0) - found) / 1_000;
}

/** Where to play from to hear a turn from its beginning. */
export function turnAtS(turn: Turn): number {
  let first = Infinity;
  for (const line of linesOf(turn)) first = Math.min(first, line.fromS ?? Infinity);
  return first === Infinity ? Math.max(0, turn.at_s) : first;
}

const CHARACTERS_PER_S = 15; // people and voices alike, roughly
const LONGEST_GUESS_S = 10;

function spokenS(text: string): number {
  return Math.min(LONGEST_GUESS_S, text.length / CHARACTERS_PER_S);
}
