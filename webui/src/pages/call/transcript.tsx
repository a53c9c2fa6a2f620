// The transcript: turns with their lines, in step with the sound.
import { useComputed, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { clock, dateTime } from "@/ui/format";
import { Section } from "@/ui/page";
import { Empty } from "@/ui/states";
import { Legend, Total, Waterfall } from "./bar";
import { linesOf, type Line } from "./lines";
import type { Listening } from "./listening";
import { linkedTurn } from "./linked";
import { t } from "./messages";
import { Said } from "./said";
import type { Call, Overlap, ToolCall, Turn } from "./told";
import { ToolCard } from "./tools";
import { axisOf } from "./waterfall";
import { word } from "./words";

interface Props {
  readonly call: Call;
  readonly listening: Listening;
  /** Whether lines can be played. */
  readonly plays: boolean;
  /** The turn that the address names. */
  readonly linked: number | null;
}

export function Transcript({ call, listening, plays, linked }: Props) {
  const axisMs = useMemo(() => axisOf(call.turns), [call.turns]);
  const tools = useMemo(() => byTurn(call.tool_calls), [call.tool_calls]);
  const overlaps = useMemo(() => byTurn(call.overlaps), [call.overlaps]);
  const follow = useFollowing(listening, plays);
  const { call_id: id } = call.call;
  const shown = useGrowing(
    call.turns.length,
    call.turns.findIndex((each) => each.turn === linked),
  );
  // the same list, unless there is more of it: a step from turn to turn renders two of them
  const list = useMemo(
    () => (
      <ol class="call-turns">
        {call.turns.slice(0, shown).map((turn) => (
          <TurnCard
            key={turn.turn}
            {...{ id, turn, axisMs, listening, plays }}
            tools={tools.get(turn.turn) ?? NONE}
            overlaps={overlaps.get(turn.turn) ?? NONE}
          />
        ))}
      </ol>
    ),
    [id, call.turns, shown, axisMs, listening, plays, tools, overlaps],
  );
  return (
    <Section
      title={t("transcript")}
      actions={!follow.on && <Button onClick={follow.again}>{t("follow-sound")}</Button>}
    >
      {call.transcript_gone_at !== null && (
        <p class="muted">{t("transcript-gone", { at: dateTime(call.transcript_gone_at) })}</p>
      )}
      {call.turns.length === 0 ? <Empty title={t("no-words")} /> : <Legend />}
      {list}
    </Section>
  );
}

const NONE: readonly never[] = [];
const AT_ONCE = 40; // turns: more than a screen, and less than can be felt

/** How many of a long list are rendered by now: what is looked at comes at once, the rest
 * follows in pieces, so that the browser can answer in between. */
function useGrowing(total: number, wanted: number): number {
  const [most, setMost] = useState(AT_ONCE);
  const shown = Math.min(total, Math.max(most, wanted + AT_ONCE));
  useEffect(() => {
    if (shown >= total) return;
    const timer = setTimeout(() => setMost(shown + AT_ONCE));
    return () => clearTimeout(timer);
  }, [shown, total]);
  return shown;
}

function byTurn<One extends { turn: number }>(all: readonly One[]): Map<number, readonly One[]> {
  const found = new Map<number, One[]>();
  for (const each of all) {
    const known = found.get(each.turn);
    if (known === undefined) found.set(each.turn, [each]);
    else known.push(each);
  }
  return found;
}

interface TurnProps {
  readonly id: string;
  readonly turn: Turn;
  readonly axisMs: number;
  readonly tools: readonly ToolCall[];
  readonly overlaps: readonly Overlap[];
  readonly listening: Listening;
  readonly plays: boolean;
}

export function TurnCard(props: TurnProps) {
  const { id, turn, axisMs, tools, overlaps, listening, plays } = props;
  const isLinked = useComputed(() => linkedTurn.value === turn.turn).value;
  const lines = linesOf(turn);
  const firstAnswer = lines.findIndex((each) => each.side === "agent");
  const before = firstAnswer === -1 ? lines : lines.slice(0, firstAnswer);
  const after = firstAnswer === -1 ? NONE : lines.slice(firstAnswer);
  return (
    <li
      id={`turn-${turn.turn}`}
      class={isLinked ? "call-turn call-turn-linked" : "call-turn"}
      aria-current={isLinked ? "true" : undefined}
    >
      <div class="row call-turn-head">
        <h3 class="call-turn-name">
          <a href={`/calls/${id}?turn=${turn.turn}`}>{t("turn", { n: turn.turn })}</a>
        </h3>
        <Total turn={turn} />
        {turn.cut && <Cut by={turn.cut_by} />}
        {overlaps.map((each) => (
          <Badge key={each.seq} tone={each.verdict === "confirmed" ? "warn" : "plain"}>
            {clock(each.at_s)} {word("verdict", each.verdict)}
          </Badge>
        ))}
      </div>
      {turn.total_ms !== null && <Waterfall turn={turn} axisMs={axisMs} />}
      {before.map((each) => (
        <LineRow key={each.key} line={each} {...{ listening, plays }} />
      ))}
      {tools.map((each) => (
        <ToolCard key={each.seq} tool={each} />
      ))}
      {after.map((each) => (
        <LineRow key={each.key} line={each} {...{ listening, plays }} />
      ))}
    </li>
  );
}

function Cut({ by }: { by: string }) {
  const why = by === "" ? "" : `: ${word("cut", by)}`;
  return (
    <Badge tone="warn">
      {t("cut-off")}
      {why}
    </Badge>
  );
}

export function LineRow(props: { line: Line; listening: Listening; plays: boolean }) {
  const { line, listening, plays } = props;
  const isNow = useComputed(() => listening.current.value?.key === line.key).value;
  const { fromS } = line;
  const play = () => {
    if (fromS === null || !plays) return;
    listening.player.seek(fromS);
    listening.player.play();
  };
  return (
    <div
      id={`line-${line.key}`}
      class={`call-line call-line-${line.side}${isNow ? " call-line-now" : ""}`}
      onClick={(event) => {
        // a text that is being selected is not clicked on
        if (event.target instanceof Element && event.target.closest("button, a") !== null) return;
        if (getSelection()?.isCollapsed !== false) play();
      }}
    >
      <LineTime fromS={fromS} play={plays ? play : null} />
      <span class="call-side">{t(line.side)}</span>
      <div class="call-words">
        {line.text === "" && line.unheard !== "" ? null : <Said text={line.text} />}
        {line.unheard !== "" && <Unheard line={line} />}
        {line.bySupervisor && <Badge tone="info">{t("by-supervisor")}</Badge>}
        {line.aside && <Badge>{t("aside")}</Badge>}
      </div>
    </div>
  );
}

/** What was planned beside what was heard. */
function Unheard({ line }: { line: Line }) {
  return (
    <p class="call-planned">
      <span class="call-planned-name">{line.text === "" ? t("heard-nothing") : t("planned")}:</span>{" "}
      <Said text={line.unheard} muted />
    </p>
  );
}

function LineTime({ fromS, play }: { fromS: number | null; play: (() => void) | null }) {
  if (fromS === null) return <span class="call-time muted">–</span>;
  if (play === null) return <span class="call-time muted">{clock(fromS)}</span>;
  return (
    <button
      type="button"
      class="call-time call-time-play"
      aria-label={t("play-from", { at: clock(fromS) })}
      onClick={play}
    >
      {clock(fromS)}
    </button>
  );
}

/** Keep the line that sounds in view, until the user scrolls himself. */
function useFollowing(listening: Listening, plays: boolean): { on: boolean; again: () => void } {
  const [on, setOn] = useState(true);
  const isOn = useRef(on);
  isOn.current = on;
  const isPlaying = plays && listening.player.playing.value;
  useEffect(() => {
    if (!isPlaying) return;
    setOn(true);
    const rest = () => setOn(false);
    const pressed = (event: KeyboardEvent) => {
      if (SCROLLING.has(event.key)) rest();
    };
    addEventListener("wheel", rest, { passive: true });
    addEventListener("touchmove", rest, { passive: true });
    addEventListener("keydown", pressed);
    return () => {
      removeEventListener("wheel", rest);
      removeEventListener("touchmove", rest);
      removeEventListener("keydown", pressed);
    };
  }, [isPlaying]);
  useSignalEffect(() => {
    const now = listening.current.value;
    if (now !== null && isOn.current && listening.player.playing.peek()) bring(`line-${now.key}`);
  });
  const again = () => {
    setOn(true);
    const now = listening.current.peek();
    if (now !== null) bring(`line-${now.key}`);
  };
  return { on: on || !isPlaying, again };
}

const SCROLLING = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"]);

/** Scroll an element into the middle. What was skipped while rendering may turn out higher
 * than was guessed, so it is looked at once more. */
export function bring(id: string): void {
  const element = document.getElementById(id);
  if (element === null) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}
