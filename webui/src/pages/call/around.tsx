// What stands around the words: degradations, costs, handovers.
import { Section } from "@/ui/page";
import { clock, count, dateTime, money } from "@/ui/format";
import { Empty } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { t } from "./messages";
import type { Call, CostLine, Degradation, Handover } from "./told";
import { word } from "./words";

export function Degradations({ call }: { call: Call }) {
  if (call.degradations.length === 0) return null;
  const columns: Column<Degradation>[] = [
    { key: "at", head: t("at"), cell: (each) => clock(each.t), heads: true },
    { key: "rung", head: t("what"), cell: ({ fields }) => word("rung", text(fields["rung"])) },
    { key: "stage", head: t("stage"), cell: ({ fields }) => text(fields["stage"]) },
    { key: "engine", head: t("engine"), cell: ({ fields }) => text(fields["engine"]) },
    { key: "reason", head: t("reason"), cell: ({ fields }) => text(fields["reason"]) },
  ];
  return (
    <Section title={t("degradations")}>
      <Table
        caption={t("degradations")}
        columns={columns}
        rows={call.degradations}
        keyOf={(each) => each.seq}
      />
    </Section>
  );
}

export function Costs({ call }: { call: Call }) {
  const columns: Column<CostLine>[] = [
    {
      key: "component",
      head: t("component"),
      cell: (each) => (
        <>
          {each.component}
          <br />
          <span class="muted small">
            {[each.provider, each.model].filter((one) => one !== "").join(" · ")}
          </span>
        </>
      ),
      heads: true,
    },
    { key: "quantity", head: t("quantity"), cell: (each) => <Quantities line={each} /> },
    {
      key: "amount",
      head: t("amount"),
      number: true,
      cell: (each) =>
        each.amount_micros === null ? t("unpriced") : money(each.amount_micros, each.currency),
    },
  ];
  return (
    <Section title={t("costs")}>
      {call.costs.length === 0 ? (
        <Empty title={t("no-costs")} />
      ) : (
        <Table
          caption={t("costs")}
          columns={columns}
          rows={call.costs}
          keyOf={(each) => `${each.component} ${each.provider} ${each.model} ${each.currency}`}
        />
      )}
      <p class="row">
        <strong class="grow">{t("sum")}</strong>
        <strong>{money(call.call.cost_micros)}</strong>
      </p>
      {call.call.unpriced > 0 && (
        <p class="muted small">{t("n-unpriced", { n: call.call.unpriced })}</p>
      )}
    </Section>
  );
}

/** What was used, for how much: 1,204 tokens_in × $0.0002 (price p-12). */
function Quantities({ line }: { line: CostLine }) {
  return (
    <>
      {line.quantities.map((each) => (
        <div key={`${each.unit} ${each.price_id}`}>
          {count(each.quantity, 3)} {each.unit}
          {each.price_micros_per_unit !== null && (
            <> × {unitPrice(each.price_micros_per_unit, line.currency)}</>
          )}
          {each.price_id !== "" && <div class="muted small mono call-id">{each.price_id}</div>}
        </div>
      ))}
    </>
  );
}

/** Prices of one token are too small for the digits of money: they are told by the thousand
 * or the million. */
export function unitPrice(micros: number, currency: string): string {
  const size = micros !== 0 && micros < 0.1 ? 1_000_000 : micros !== 0 && micros < 100 ? 1_000 : 1;
  const shown = money(micros * size, currency);
  return size === 1 ? shown : `${shown} / ${count(size)}`;
}

export function Handovers({ call }: { call: Call }) {
  if (call.handovers.length === 0) return null;
  const columns: Column<Handover>[] = [
    { key: "at", head: t("at"), cell: (each) => dateTime(each.at), heads: true },
    { key: "status", head: t("status"), cell: (each) => word("handover", each.status) },
    { key: "queue", head: t("queue"), cell: (each) => each.queue },
    { key: "member", head: t("member"), cell: (each) => each.member },
    { key: "waited", head: t("waited"), number: true, cell: (each) => seconds(each.waited_s) },
    { key: "ai", head: t("since-ai"), number: true, cell: (each) => seconds(each.since_ai_s) },
  ];
  return (
    <Section title={t("handovers")}>
      <Table
        caption={t("handovers")}
        columns={columns}
        rows={call.handovers}
        keyOf={(each) => `${each.at} ${each.status}`}
      />
    </Section>
  );
}

function seconds(value: number | null): string {
  return value === null ? "–" : clock(value);
}

/** A field of a record, whatever stands in it. */
export function text(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
