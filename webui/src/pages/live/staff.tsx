// Beside the board: who could take a call over, and the workers that hold the calls.
import type { Feed, Presence, Worker } from "@/live/feed";
import { Badge, type Tone } from "@/ui/bits";
import { timeOfDay } from "@/ui/format";
import { Section } from "@/ui/page";
import { t } from "./messages";
import { wordOf } from "./words";

const MOST_SHOWN = 100;
const TONES: Readonly<Record<string, Tone>> = { free: "good", busy: "info", paused: "warn" };
const ORDER = ["free", "busy", "paused", "offline"];

export function Operators({ feed }: { feed: Feed }) {
  const operators = feed.operators.value.toSorted(
    (a, b) => ORDER.indexOf(a.presence) - ORDER.indexOf(b.presence),
  );
  const rest = operators.length - MOST_SHOWN;
  return (
    <Section title={t("operators")}>
      {operators.length === 0 ? (
        <p class="muted">{t("no-operators")}</p>
      ) : (
        <ul class="live-list" tabIndex={0} role="list" aria-label={t("operators")}>
          {operators.slice(0, MOST_SHOWN).map((each) => (
            <Operator key={each.operator_id} one={each} />
          ))}
        </ul>
      )}
      {rest > 0 && <a href="/operators">{t("more-operators", { n: rest })}</a>}
    </Section>
  );
}

function Operator({ one }: { one: Presence }) {
  const queues = one.queues.length === 0 ? t("no-queues") : one.queues.join(", ");
  return (
    <li class="live-person">
      <span class="live-line live-name" dir="auto" title={one.name}>
        {one.name}
      </span>
      <Badge tone={TONES[one.presence] ?? "plain"}>{wordOf("presence", one.presence)}</Badge>
      <span class="live-line muted small" dir="auto" title={one.reason}>
        {one.reason === "" ? queues : `${one.reason} · ${queues}`}
      </span>
      <span class="muted small">{t("since", { time: shortTime(one.since) })}</span>
    </li>
  );
}

/** Hours and minutes are enough beside a name. */
function shortTime(since: string): string {
  return timeOfDay(since).replace(/^(\d+:\d+):\d+/, "$1");
}

export function Workers({ feed }: { feed: Feed }) {
  const workers = feed.workers.value;
  return (
    <Section title={t("workers")}>
      {workers.length === 0 ? (
        <p class="muted">{t("no-workers")}</p>
      ) : (
        <ul class="live-list" tabIndex={0} role="list" aria-label={t("workers")}>
          {workers.map((each) => (
            <OneWorker key={each.worker} one={each} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function OneWorker({ one }: { one: Worker }) {
  const share = one.capacity > 0 ? Math.min(1, one.load / one.capacity) : 1;
  const ill = Object.entries(one.health).filter(([, heard]) => heard !== "");
  return (
    <li class="live-machine">
      <span class="live-line live-name" title={one.worker}>
        {one.worker.replace(/:\d+$/, "")}
      </span>
      {one.draining && <Badge tone="warn">{t("draining")}</Badge>}
      <span class="muted small live-number">
        {t("load", { load: one.load, capacity: one.capacity })}
      </span>
      <span class="live-bar" aria-hidden="true">
        <span
          class={share >= 1 ? "live-bar-full" : undefined}
          style={{ transform: `scaleX(${share})` }}
        />
      </span>
      {ill.map(([name, heard]) => (
        <span key={name} class="small live-ill">
          {t("alert-dependency", { who: name, what: heard })}
        </span>
      ))}
    </li>
  );
}
