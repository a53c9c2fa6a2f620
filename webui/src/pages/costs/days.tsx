// Costs by day: a chart, and the same as a table.
import type { components } from "@/api/schema";
import { StackedBars, type Series } from "@/ui/chart/bars";
import { SelectField } from "@/ui/fields";
import { count, money } from "@/ui/format";
import { Section } from "@/ui/page";
import { goQuery, place } from "@/ui/router";
import { Table } from "@/ui/table";
import { componentWord, t } from "./messages";
import { daysFrom, dayShort, dayShown } from "./period";
import { seriesBy, SPLITS, sumsBy, type Split } from "./sums";

type Costs = components["schemas"]["Costs"];

const COMPONENTS: readonly string[] = ["stt", "llm", "tts"]; // as the colours of a chart

export function ByDay({ costs, currency }: { costs: Costs; currency: string }) {
  const asked = place.value.query.get("by");
  const split = SPLITS.find((each) => each === asked) ?? "component";
  const days = daysFrom(costs.since, costs.until);
  const series = seriesBy(costs.items, days, split, t("others"));
  const show = (micros: number) => money(micros, currency);
  const between = t("between", { since: dayShown(costs.since), until: dayShown(costs.until) });
  return (
    <Section title={t("by-day")} actions={<SplitChoice split={split} />}>
      <StackedBars
        label={t("day-chart", { between, total: show(costs.total_micros) })}
        columns={days.map(dayShown)}
        axis={(at) => dayShort(days[at] ?? "")}
        series={series.map(shownAs)}
        show={show}
        whole={t("all-days")}
      />
      <details>
        <summary>{t("as-table")}</summary>
        <DayTable costs={costs} show={show} />
      </details>
    </Section>
  );
}

/** A component has the same colour as on the page of a call, whatever it cost. */
function shownAs(series: Series): Series {
  const colour = COMPONENTS.indexOf(series.name);
  return { ...series, name: componentWord(series.name), ...(colour < 0 ? {} : { colour }) };
}

function SplitChoice({ split }: { split: Split }) {
  return (
    <div class="costs-split">
      <SelectField<Split>
        label={t("split-by")}
        value={split}
        options={SPLITS.map((each) => [each, t(each)] as const)}
        onInput={(wanted) => goQuery({ by: wanted === "component" ? undefined : wanted })}
      />
    </div>
  );
}

function DayTable({ costs, show }: { costs: Costs; show: (micros: number) => string }) {
  const parts = sumsBy(costs.items, "component").map((each) => each.component);
  const amounts = new Map<string, number>();
  for (const each of costs.items) {
    const key = `${each.day} ${each.component}`;
    amounts.set(key, (amounts.get(key) ?? 0) + each.amount_micros);
  }
  return (
    <Table
      caption={t("by-day")}
      rows={sumsBy(costs.items, "day")}
      keyOf={(row) => row.key}
      columns={[
        {
          key: "day",
          head: t("day"),
          heads: true,
          cell: (row) => (
            <a href={`/costs?since=${row.key}&until=${row.key}`}>{dayShown(row.key)}</a>
          ),
        },
        { key: "amount", head: t("total"), number: true, cell: (row) => show(row.amount) },
        ...parts.map((part) => ({
          key: part,
          head: componentWord(part),
          number: true,
          cell: (row: { key: string }) => show(amounts.get(`${row.key} ${part}`) ?? 0),
        })),
        { key: "lines", head: t("lines"), number: true, cell: (row) => count(row.lines) },
        { key: "unpriced", head: t("unpriced"), number: true, cell: (row) => count(row.unpriced) },
      ]}
    />
  );
}
