// What hearing the calls would have cost with other recognisers, on what was really said.
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { Badge, Banner } from "@/ui/bits";
import { Button } from "@/ui/button";
import { clock, count, money, percent } from "@/ui/format";
import { Section } from "@/ui/page";
import { place } from "@/ui/router";
import { Empty, Shown } from "@/ui/states";
import { Table } from "@/ui/table";
import { csv, plainMoney, save } from "./csv";
import { t } from "./messages";
import { asQuery, dayShown, periodOf } from "./period";
import { PeriodPicker } from "./periodpicker";
import { latencyWord, openedWord, w } from "./whatifmessages";

type Told = components["schemas"]["WhatIf"];
type Choice = components["schemas"]["Choice"];

export function WhatIf() {
  const period = periodOf(place.value.query);
  const query = asQuery(period);
  const asked = useAsk(`what if ${JSON.stringify(query)}`, (signal) =>
    ask(api.GET("/api/v1/costs/what-if", { params: { query }, signal })),
  );
  return (
    <>
      <PeriodPicker
        period={period}
        since={asked.data?.since ?? ""}
        until={asked.data?.until ?? ""}
      />
      <Shown asked={asked}>{(data) => <Comparison told={data} />}</Shown>
    </>
  );
}

function Comparison({ told }: { told: Told }) {
  const was = told.rows[0];
  if (told.calls === 0 || was === undefined)
    return (
      <Empty title={w("none")}>
        <p>{w("none-about")}</p>
      </Empty>
    );
  const calls = w("calls", { n: told.calls });
  const utterances = w("utterances", { n: told.utterances });
  const button = (
    <Button title={t("csv-about")} onClick={() => saveChoices(told)}>
      {t("csv")}
    </Button>
  );
  return (
    <Section title={w("title")} actions={button}>
      <p class="muted costs-prose">
        {w("about")} {w("basis", { calls, utterances })}
        {told.left > 0 && ` ${w("left", { n: told.left })}`}
      </p>
      {was.unpriced > 0 && <Banner tone="warn">{w("base-unpriced")}</Banner>}
      <Choices told={told} was={was} />
    </Section>
  );
}

function Choices({ told, was }: { told: Told; was: Choice }) {
  const show = (micros: number) => money(micros, told.currency);
  return (
    <Table
      caption={w("title")}
      rows={told.rows}
      keyOf={(row) => `${row.name} ${row.opened ?? ""}`}
      isCurrent={(row) => row === was}
      columns={[
        {
          key: "way",
          head: w("way"),
          heads: true,
          cell: (row) => (row === was ? <strong>{w("as it was")}</strong> : row.name),
        },
        { key: "opened", head: w("opened"), cell: (row) => openedWord(row.opened) },
        {
          key: "amount",
          head: w("amount"),
          number: true,
          cell: (row) => <Amount {...{ row, show }} />,
        },
        {
          key: "thousand",
          head: w("thousand"),
          number: true,
          cell: (row) =>
            row.thousand_calls_micros === null ? "–" : show(row.thousand_calls_micros),
        },
        {
          key: "difference",
          head: w("difference"),
          number: true,
          cell: (row) => (row === was ? "" : <Difference {...{ row, was, show }} />),
        },
        {
          key: "times",
          head: w("times"),
          number: true,
          cell: (row) => (row.times_cheapest === null ? "–" : count(row.times_cheapest, 2)),
        },
        { key: "requests", head: w("requests"), number: true, cell: (row) => count(row.requests) },
        {
          key: "billed",
          head: w("billed"),
          number: true,
          cell: (row) => clock(row.billed_ms / 1_000),
        },
        {
          key: "latency",
          head: w("latency"),
          cell: (row) => <span class="costs-latency">{latencyWord(row.latency)}</span>,
        },
        {
          key: "ends",
          head: w("ends"),
          cell: (row) =>
            row.shutdown !== null && <Badge tone="warn">{dayShown(row.shutdown)}</Badge>,
        },
      ]}
    />
  );
}

function Amount({ row, show }: { row: Choice; show: (micros: number) => string }) {
  if (row.amount_micros === null) return <Badge tone="warn">{w("unpriced")}</Badge>;
  return (
    <>
      {show(row.amount_micros)}{" "}
      {row.unpriced > 0 && <Badge tone="warn">{w("unpriced-some", { n: row.unpriced })}</Badge>}
    </>
  );
}

function Difference(props: { row: Choice; was: Choice; show: (micros: number) => string }) {
  const found = differenceOf(props.row, props.was);
  if (found === null) return <>–</>;
  if (found.micros === 0) return <>{w("same")}</>;
  const sign = found.micros > 0 ? "+" : "−";
  const part = found.share === null ? "" : ` (${sign}${percent(Math.abs(found.share), 0)})`;
  return (
    <span class={found.micros > 0 ? "costs-more" : "costs-less"}>
      {sign}
      {props.show(Math.abs(found.micros))}
      {part}
    </span>
  );
}

/** Return how much more than what was; the share is null where that was free. */
export function differenceOf(
  row: Choice,
  was: Choice,
): { micros: number; share: number | null } | null {
  if (row.amount_micros === null || was.amount_micros === null) return null;
  const micros = row.amount_micros - was.amount_micros;
  return { micros, share: was.amount_micros > 0 ? micros / was.amount_micros : null };
}

function saveChoices(told: Told): void {
  const head = ["name", "opened", "requests", "billed_ms", "amount", "thousand_calls"];
  const rows = told.rows.map((each) => [
    ...[each.name, each.opened, each.requests, each.billed_ms],
    ...[plainMoney(each.amount_micros), plainMoney(each.thousand_calls_micros)],
    ...[told.currency, each.unpriced, each.price_id, each.shutdown],
  ]);
  const text = csv([...head, "currency", "unpriced", "price_id", "shutdown"], rows);
  save(`what-if-${told.since}-${told.until}.csv`, text);
}
