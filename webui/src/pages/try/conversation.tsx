// What both sides say as it comes, with how long the answers take and what the tools did.
// It stays at its end unless somebody looks at something above.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { clock, millis } from "@/ui/format";
import { Section } from "@/ui/page";
import type { AnswerEntry, Entry, LineEntry } from "./log";
import { t, word } from "./messages";
import { SLOW_MS } from "./slow";
import { ToolCard } from "./toolcard";
import type { Trial } from "./trial";

const NEAR_PX = 40;

export function Conversation({ trial, actions }: { trial: Trial; actions?: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const [sticks, setSticks] = useState(true);
  const [log, state] = [trial.log.value, trial.state.value];
  useLayoutEffect(() => {
    if (sticks && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [log, state, sticks]);
  return (
    <Section
      title={t("conversation")}
      actions={
        <>
          {!sticks && <Button onClick={() => setSticks(true)}>{t("to-newest")}</Button>}
          {actions}
        </>
      }
    >
      <div
        ref={box}
        class="try-log"
        role="log"
        aria-label={t("conversation")}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setSticks(scrollHeight - scrollTop - clientHeight < NEAR_PX)
        }
      >
        {log.length === 0 && <p class="muted">{t("nothing-yet")}</p>}
        {log.map((each) => (
          <Row key={each.key} entry={each} startedS={trial.startedS.value} />
        ))}
        {state !== "" && (
          <p class="muted small" aria-hidden="true">
            {t("agent-does", { state: word("state", state) })}
          </p>
        )}
      </div>
    </Section>
  );
}

function Row({ entry, startedS }: { entry: Entry; startedS: number }) {
  const at = clock(Math.max(0, entry.atS - startedS));
  if (entry.is === "line") return <Said entry={entry} at={at} />;
  return (
    <div class="try-note">
      <span class="muted small">{at}</span>
      <Note entry={entry} />
    </div>
  );
}

function Said({ entry, at }: { entry: LineEntry; at: string }) {
  return (
    <div class={`try-line try-line-${entry.who}`}>
      <p class="row small">
        <strong class="try-who">{t(entry.who === "caller" ? "you" : "agent")}</strong>
        <span class="muted">{at}</span>
        {entry.cut && <Badge tone="warn">{t("cut")}</Badge>}
        {entry.bySupervisor && <Badge tone="info">{t("by-supervisor")}</Badge>}
      </p>
      <p class="said" dir="auto">
        {entry.text}
      </p>
    </div>
  );
}

function Note({ entry }: { entry: Exclude<Entry, LineEntry> }) {
  switch (entry.is) {
    case "tool":
      return <ToolCard entry={entry} />;
    case "answer":
      return <Answer entry={entry} />;
    case "degraded":
      return (
        <p>
          <Badge tone="warn">{t("degraded")}</Badge>{" "}
          {t("degraded-how", {
            rung: word("rung", entry.rung),
            stage: word("stage", entry.stage),
            reason: entry.reason,
          })}
        </p>
      );
    case "moved":
      return <p>{t("moved", { reason: word("reason", entry.reason) })}</p>;
  }
}

function Answer({ entry }: { entry: AnswerEntry }) {
  const stages = entry.stages.map(([name, ms]) => `${word("stage", name)} ${millis(ms)}`);
  return (
    <details class="grow">
      <summary class="small">
        {t("answered", { time: millis(entry.totalMs) })}
        {entry.totalMs > SLOW_MS && (
          <>
            {" "}
            <Badge tone="warn">{t("slow")}</Badge>
          </>
        )}
      </summary>
      <p class="small muted">{stages.length === 0 ? t("no-stages") : stages.join(" · ")}</p>
    </details>
  );
}
