// The conversation of a live call: it grows at its end, and stays there unless the user
// looks at something above.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { clock, millis } from "@/ui/format";
import { Section } from "@/ui/page";
import { text } from "./around";
import type { Entry } from "./livelog";
import { t } from "./livemessages";
import { t as tc } from "./messages";
import { Said } from "./said";
import { OBJECTIVE_MS, STAGES } from "./waterfall";
import { word } from "./words";

const NEAR_PX = 40; // so near to its end somebody wants to see the end

export function Conversation({ entries, state }: { entries: readonly Entry[]; state: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [sticks, setSticks] = useState(true);
  useLayoutEffect(() => {
    if (sticks && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [entries, sticks, state]);
  return (
    <Section
      title={t("conversation")}
      actions={!sticks && <Button onClick={() => setSticks(true)}>{t("to-newest")}</Button>}
    >
      <div
        ref={box}
        class="call-log"
        role="log"
        aria-label={t("conversation")}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setSticks(scrollHeight - scrollTop - clientHeight < NEAR_PX)
        }
      >
        {entries.length === 0 && <p class="muted">{t("nothing-yet")}</p>}
        {entries.map((each) => (
          <EntryRow key={each.key} entry={each} />
        ))}
        {state !== "" && (
          <p class="call-state muted" aria-hidden="true">
            {tc("agent")}: {word("state", state)}…
          </p>
        )}
      </div>
    </Section>
  );
}

function EntryRow({ entry }: { entry: Entry }) {
  if (entry.is === "line")
    return (
      <div class={`call-line call-line-${entry.side}`}>
        <span class="call-time muted">{clock(entry.atS)}</span>
        <span class="call-side">{tc(entry.side)}</span>
        <div class="call-words">
          <Said text={entry.text} />
          {entry.cut && <Badge tone="warn">{tc("cut-off")}</Badge>}
          {entry.bySupervisor && <Badge tone="info">{tc("by-supervisor")}</Badge>}
        </div>
      </div>
    );
  return (
    <div class="call-note">
      <span class="call-time muted">{clock(entry.atS)}</span>
      <span class={isBad(entry) ? "call-late" : "muted"}>{noteOf(entry)}</span>
    </div>
  );
}

function isBad(entry: Exclude<Entry, { is: "line" }>): boolean {
  if (entry.is === "answer") return entry.totalMs > OBJECTIVE_MS;
  return entry.is === "degraded" || (entry.is === "tool" && entry.ok === false);
}

/** What happened, in a sentence. */
export function noteOf(entry: Exclude<Entry, { is: "line" }>): string {
  switch (entry.is) {
    case "answer":
      return answerOf(entry.turn, entry.totalMs, entry.stages);
    case "tool": {
      const key = entry.ok === null ? "tool-runs" : entry.ok ? "tool-done" : "tool-bad";
      return t(key, { tool: entry.tool, time: millis(entry.tookMs) });
    }
    case "degraded": {
      const [rung, stage, reason] = ["rung", "stage", "reason"].map((each) =>
        text(entry.fields[each]),
      );
      return t("went-down", {
        rung: word("rung", rung ?? ""),
        stage: stage ?? "",
        reason: reason ?? "",
      });
    }
    case "transferred": {
      const next = text(entry.fields["next"]);
      const to = next === "human" ? t("to-human") : next === "end" ? t("to-end") : next;
      return t("went-to", { next: to, reason: word("reason", text(entry.fields["reason"])) });
    }
    case "handover":
      return t("handover-is", { status: word("handover", text(entry.fields["status"])) });
  }
}

function answerOf(turn: number, totalMs: number, stages: Readonly<Record<string, number>>): string {
  const parts = STAGES.map((each) => [each, stages[each] ?? 0] as const)
    .filter(([, ms]) => ms > 0)
    .map(([each, ms]) => `${word("stage", each)} ${millis(ms)}`);
  const late =
    totalMs > OBJECTIVE_MS ? `, ${tc("over-objective", { time: millis(OBJECTIVE_MS) })}` : "";
  const list = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  return `${t("answered", { n: turn, time: millis(totalMs) })}${late}${list}`;
}
