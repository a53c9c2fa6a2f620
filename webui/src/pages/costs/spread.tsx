// How the costs of calls are spread: figures, and a histogram that is a table.
import type { components } from "@/api/schema";
import { Badge, Banner, Facts } from "@/ui/bits";
import { count, money, percent } from "@/ui/format";
import { Empty } from "@/ui/states";
import { Table } from "@/ui/table";
import { Bar } from "./bar";
import { t } from "./messages";
import { share } from "./sums";

type CallCosts = components["schemas"]["CallCosts"];

interface Bucket {
  readonly fromMicros: number;
  readonly toMicros: number | null;
  readonly calls: number;
  /** Which of p50, p95... lie in it. */
  readonly marks: readonly string[];
}

export function Spread({ calls, currency }: { calls: CallCosts; currency: string }) {
  if (calls.calls === 0) return <Empty title={t("no-calls")} />;
  const show = (micros: number) => money(micros, currency);
  const buckets = bucketsOf(calls);
  const most = Math.max(...buckets.map((each) => each.calls));
  return (
    <>
      <p class="muted">{t("spread-about")}</p>
      {calls.unpriced > 0 && (
        <Banner tone="warn">{t("calls-unpriced", { n: calls.unpriced })}</Banner>
      )}
      <Facts
        facts={[
          [t("median"), show(calls.p50_micros)],
          [t("p90"), show(calls.p90_micros)],
          [t("p95"), show(calls.p95_micros)],
          [t("p99"), show(calls.p99_micros)],
          [t("most"), show(calls.most_micros)],
        ]}
      />
      <Table
        caption={t("spread")}
        rows={buckets}
        keyOf={(row) => row.fromMicros}
        columns={[
          {
            key: "cost",
            head: t("cost"),
            heads: true,
            cell: (row) => <Range {...{ row, show }} />,
          },
          { key: "calls", head: t("of-calls"), number: true, cell: (row) => count(row.calls) },
          {
            key: "share",
            head: t("share"),
            number: true,
            cell: (row) => percent(share(row.calls, calls.calls)),
          },
          {
            key: "bar",
            head: <span class="hidden-visually">{t("share")}</span>,
            cell: (row) => <Bar share={share(row.calls, most)} />,
          },
        ]}
      />
    </>
  );
}

function Range({ row, show }: { row: Bucket; show: (micros: number) => string }) {
  return (
    <span class="row costs-range">
      {row.toMicros === null
        ? t("more-than", { money: show(row.fromMicros) })
        : t("up-to", { money: show(row.toMicros) })}
      {row.marks.map((mark) => (
        <Badge key={mark} tone="info">
          {mark}
        </Badge>
      ))}
    </span>
  );
}

/** Return the bars from the first to the last that has calls, with the marks in them. */
export function bucketsOf(calls: CallCosts): readonly Bucket[] {
  const marks = [
    ["p50", calls.p50_micros],
    ["p95", calls.p95_micros],
    ["p99", calls.p99_micros],
  ] as const;
  let fromMicros = 0;
  const all = calls.histogram.map((bar) => {
    const bucket = { fromMicros, toMicros: bar.to_micros, calls: bar.calls };
    const inside = (value: number) =>
      (value > bucket.fromMicros || bucket.fromMicros === 0) &&
      (bucket.toMicros === null || value <= bucket.toMicros);
    fromMicros = bar.to_micros ?? fromMicros;
    return { ...bucket, marks: marks.flatMap(([name, at]) => (inside(at) ? [name] : [])) };
  });
  const first = all.findIndex((each) => each.calls > 0);
  const last = all.findLastIndex((each) => each.calls > 0);
  return first < 0 ? [] : all.slice(first, last + 1);
}
