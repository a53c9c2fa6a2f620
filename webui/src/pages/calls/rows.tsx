// The table of calls, and the keys that walk through it.
import { useRef } from "preact/hooks";
import { Badge, type Tone } from "@/ui/bits";
import { clock, count, dateTime, languageName, millis, money } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Table, type Column } from "@/ui/table";
import type { CallRow } from "./listing";
import { t } from "./messages";
import { reasonWord } from "./reasons";
import { outcomeWord } from "./shown";

const TONES: Readonly<Record<string, Tone>> = {
  live: "info",
  ended: "good",
  human: "plain",
  target: "plain",
  lost: "bad",
};

/** Rows that lead to their calls. */
export function Rows({ rows }: { rows: readonly CallRow[] }) {
  const box = useRef<HTMLDivElement>(null);
  const move = (by: number) => {
    const links = [...(box.current?.querySelectorAll("a") ?? [])];
    const at = links.findIndex((each) => each === document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
    links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
  };
  useKeys([
    { key: "j", about: t("key-next"), act: () => move(1) },
    { key: "k", about: t("key-previous"), act: () => move(-1) },
    // on a row's link the browser itself opens it
    { key: "Enter", about: t("key-open"), act: () => move(0) },
  ]);
  return (
    <div class="calls-rows" ref={box}>
      <Table caption={t("table")} columns={columns()} rows={rows} keyOf={(row) => row.call_id} />
    </div>
  );
}

function columns(): readonly Column<CallRow>[] {
  return [
    { key: "started", head: t("started"), heads: true, cell: (row) => <Opens row={row} /> },
    { key: "caller", head: t("caller"), cell: (row) => <Caller row={row} /> },
    { key: "language", head: t("language"), cell: ({ language }) => languageName(language) },
    { key: "outcome", head: t("outcome"), cell: (row) => <OutcomeCell row={row} /> },
    { key: "duration", head: t("duration"), number: true, cell: (row) => durationShown(row) },
    { key: "turns", head: t("turns"), number: true, cell: ({ turns }) => count(turns) },
    { key: "wait", head: t("wait"), number: true, cell: (row) => millis(row.worst_turn_ms) },
    { key: "cost", head: t("cost"), number: true, cell: (row) => <Cost row={row} /> },
    { key: "signs", head: t("signs"), cell: (row) => <Signs row={row} /> },
    { key: "orders", head: t("orders"), cell: (row) => <Orders row={row} /> },
    { key: "versions", head: t("versions"), cell: (row) => <Versions row={row} /> },
  ];
}

function Opens({ row }: { row: CallRow }) {
  return (
    <a class="calls-open" href={`/calls/${encodeURIComponent(row.call_id)}`}>
      {dateTime(row.started_at)}
    </a>
  );
}

function Caller({ row }: { row: CallRow }) {
  return (
    <div class="calls-two calls-caller">
      <span class="said calls-line" title={row.caller}>
        {row.caller === "" ? t("no-caller") : row.caller}
      </span>
      {row.did !== "" && (
        <span class="muted small said calls-line" title={row.did}>
          {t("to", { did: row.did })}
        </span>
      )}
    </div>
  );
}

function OutcomeCell({ row }: { row: CallRow }) {
  return (
    <div class="calls-two">
      <span>
        <Badge tone={TONES[row.outcome] ?? "plain"}>{outcomeWord(row.outcome)}</Badge>
      </span>
      {row.reason !== "" && <span class="muted small said">{reasonWord(row.reason)}</span>}
    </div>
  );
}

function durationShown({ duration_ms: ms }: CallRow): string {
  return ms === null ? "–" : clock(ms / 1_000);
}

function Cost({ row }: { row: CallRow }) {
  if (row.unpriced === 0) return <>{money(row.cost_micros)}</>;
  return (
    <span title={t("unpriced")}>
      {money(row.cost_micros)} +?<span class="hidden-visually"> {t("unpriced")}</span>
    </span>
  );
}

function Signs({ row }: { row: CallRow }) {
  return (
    <div class="row calls-signs">
      {row.degradations > 0 && <Badge tone="warn">{t("sign-degraded")}</Badge>}
      {row.tool_errors > 0 && <Badge tone="bad">{t("sign-tools", { n: row.tool_errors })}</Badge>}
      {row.barge_ins > 0 && <Badge>{t("sign-barge-ins", { n: row.barge_ins })}</Badge>}
      {row.recorded && <Badge>{t("sign-recorded")}</Badge>}
    </div>
  );
}

const MOST_ORDERS = 3;

function Orders({ row }: { row: CallRow }) {
  const rest = row.order_ids.length - MOST_ORDERS;
  return (
    <span class="said mono calls-line" title={row.order_ids.join(", ")}>
      {row.order_ids.slice(0, MOST_ORDERS).join(", ")}
      {rest > 0 && ` +${count(rest)}`}
    </span>
  );
}

function Versions({ row }: { row: CallRow }) {
  const where = [row.stt_arm, row.worker].filter((each) => each !== "").join(" · ");
  return (
    <div class="calls-two small muted">
      <span class="said calls-line" title={row.prompt}>
        {row.prompt}
      </span>
      <span class="said calls-line" title={where}>
        {where}
      </span>
    </div>
  );
}
