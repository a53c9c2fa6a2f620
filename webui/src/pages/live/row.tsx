// One call on the board: two lines, always equally high. It is rendered again when its call
// changes, and only its duration each second.
import type { Feed, LiveCall } from "@/live/feed";
import { Badge } from "@/ui/bits";
import { clock, millis, money } from "@/ui/format";
import { SLOW_MS } from "./filter";
import { t } from "./messages";
import { short, shortWorker, wordOf } from "./words";

export interface RowProps {
  readonly feed: Feed;
  readonly id: string;
  /** Its place in the order, from 0. */
  readonly at: number;
  readonly rowPx: number;
  readonly current: boolean;
}

export function Row({ feed, id, at, rowPx, current }: RowProps) {
  const call = feed.call(id).value;
  if (call === undefined) return null;
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      aria-current={current ? "true" : undefined}
      data-call={id}
      class={call.gone ? "live-row live-row-gone" : "live-row"}
      style={{ transform: `translateY(${at * rowPx}px)` }}
    >
      <Who call={call} />
      <Now call={call} feed={feed} />
      <Said call={call} />
      <Latency call={call} />
      <div role="cell" class="live-cost">
        <span class="live-line live-number">{money(call.cost_micros)}</span>
        <span class="live-line muted small">{call.stt_arm}</span>
      </div>
      <div role="cell" class="live-worker">
        <span class="live-line" title={call.worker}>
          {shortWorker(call.worker)}
        </span>
        <span class="live-line muted small">{call.prompt}</span>
      </div>
    </div>
  );
}

function Who({ call }: { call: LiveCall }) {
  return (
    <div role="rowheader" class="live-who">
      <a class="live-line live-link" href={`/calls/${call.call_id}`}>
        {call.caller === "" ? t("no-number") : call.caller}
      </a>
      <span class="live-line muted small">
        {[call.language, call.did].filter((each) => each !== "").join(" · ")}
      </span>
    </div>
  );
}

function Now({ call, feed }: { call: LiveCall; feed: Feed }) {
  return (
    <div role="cell" class="live-now">
      <span class="live-line">
        <Duration feed={feed} startedS={call.started_s} />{" "}
        <span class={`live-state live-state-${call.state}`}>{wordOf("state", call.state)}</span>
      </span>
      <span class="live-line small">
        <Marks call={call} />
      </span>
    </div>
  );
}

function Marks({ call }: { call: LiveCall }) {
  if (call.gone) return <Badge tone="bad">{t("gone")}</Badge>;
  if (call.degraded !== "")
    return <Badge tone="warn">{t("degraded", { rung: wordOf("rung", call.degraded) })}</Badge>;
  return (
    <>
      <span class="muted">{t("turn", { n: call.turn })}</span>{" "}
      {call.order_id !== "" && <Badge tone="good">{t("ordered")}</Badge>}
    </>
  );
}

/** By the clock of the server; never less than nothing, whatever clocks say. */
function Duration({ feed, startedS }: { feed: Feed; startedS: number }) {
  return <span class="live-number">{clock(Math.max(0, feed.nowS.value - startedS))}</span>;
}

function Said({ call }: { call: LiveCall }) {
  return (
    <div role="cell" class="live-said">
      <Phrase side="caller" text={call.said_caller} />
      <Phrase side="agent" text={call.said_agent} />
    </div>
  );
}

function Phrase({ side, text }: { side: "caller" | "agent"; text: string }) {
  const shown = short(text);
  return (
    <div class="live-phrase">
      <span class={`live-side live-side-${side}`}>{t(`said-${side}`)}</span>
      <span class="said" dir="auto" title={shown}>
        {shown === "" ? "–" : shown}
      </span>
    </div>
  );
}

function Latency({ call }: { call: LiveCall }) {
  const told = call.turn_ms > 0;
  return (
    <div role="cell" class="live-latency">
      <span class="live-line live-number">
        {told ? <Wait ms={call.turn_ms} shown={millis(call.turn_ms)} /> : "–"}
      </span>
      <span class="live-line live-number small">
        {told && (
          <Wait ms={call.worst_turn_ms} shown={t("worst", { value: millis(call.worst_turn_ms) })} />
        )}
      </span>
    </div>
  );
}

/** A mark and a word beside the colour: not everybody sees it. */
function Wait({ ms, shown }: { ms: number; shown: string }) {
  if (ms <= SLOW_MS) return <span>{shown}</span>;
  return (
    <span class="live-slow" title={t("slow")}>
      <span aria-hidden="true">▲ </span>
      {shown}
      <span class="hidden-visually"> ({t("slow")})</span>
    </span>
  );
}

/** The names of the columns. */
export function Head() {
  const columns = [
    ["who", "caller"],
    ["now", "now"],
    ["said", "said"],
    ["latency", "latency"],
    ["cost", "cost"],
    ["worker", "worker"],
  ] as const;
  return (
    <div role="rowgroup" class="live-head">
      <div role="row" aria-rowindex={1} class="live-row-head">
        {columns.map(([column, word]) => (
          <div
            key={column}
            role="columnheader"
            class={`live-${column}`}
            title={word === "latency" ? t("latency-about") : undefined}
          >
            {t(word)}
          </div>
        ))}
      </div>
    </div>
  );
}
