// Costs by component, and by provider and model, with what has no price pointed out.
import type { components } from "@/api/schema";
import { Badge } from "@/ui/bits";
import { count, money, percent } from "@/ui/format";
import { Section } from "@/ui/page";
import { Table, type Column } from "@/ui/table";
import { Bar } from "./bar";
import { componentWord, t } from "./messages";
import { share, sumsBy, totalOf, type Sum } from "./sums";

type Costs = components["schemas"]["Costs"];

interface Props {
  costs: Costs;
  currency: string;
}

export function ByComponent({ costs, currency }: Props) {
  const total = totalOf(costs.items);
  return (
    <Section title={t("by-component")}>
      <Table
        caption={t("by-component")}
        rows={[...sumsBy(costs.items, "component"), total]}
        keyOf={(row) => row.key}
        columns={[
          {
            key: "component",
            head: t("component"),
            heads: true,
            cell: (row) => named(row, componentWord(row.component)),
          },
          ...amounts(total, currency),
        ]}
      />
    </Section>
  );
}

export function ByEngine({ costs, currency }: Props) {
  const total = totalOf(costs.items);
  return (
    <Section title={t("by-engine")}>
      <Table
        caption={t("by-engine")}
        rows={[...sumsBy(costs.items, "engine"), total]}
        keyOf={(row) => row.key}
        columns={[
          { key: "model", head: t("model"), heads: true, cell: (row) => named(row, row.model) },
          { key: "provider", head: t("provider"), cell: (row) => row.provider },
          {
            key: "component",
            head: t("component"),
            cell: (row) => (row.component === "" ? "" : componentWord(row.component)),
          },
          ...amounts(total, currency),
        ]}
      />
    </Section>
  );
}

function named(row: Sum, name: string) {
  return row.key === "total" ? (
    <strong>{t("total")}</strong>
  ) : (
    <span class="costs-name">{name}</span>
  );
}

function amounts(total: Sum, currency: string): readonly Column<Sum>[] {
  return [
    {
      key: "amount",
      head: t("amount"),
      number: true,
      cell: (row) =>
        row.key === "total" ? strong(row.amount, currency) : money(row.amount, currency),
    },
    {
      key: "share",
      head: t("share"),
      number: true,
      cell: (row) => percent(share(row.amount, total.amount)),
    },
    {
      key: "bar",
      head: <span class="hidden-visually">{t("share")}</span>,
      cell: (row) => row.key !== "total" && <Bar share={share(row.amount, total.amount)} />,
    },
    { key: "aside", head: t("aside"), number: true, cell: (row) => money(row.aside, currency) },
    { key: "lines", head: t("lines"), number: true, cell: (row) => count(row.lines) },
    {
      key: "unpriced",
      head: t("unpriced"),
      number: true,
      cell: (row) => (row.unpriced === 0 ? "0" : <Badge tone="warn">{count(row.unpriced)}</Badge>),
    },
  ];
}

function strong(micros: number, currency: string) {
  return <strong>{money(micros, currency)}</strong>;
}
