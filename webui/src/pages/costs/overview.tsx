// What was spent in a period: by day, by component, by engine, and over calls.
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { Banner, Facts } from "@/ui/bits";
import { Button } from "@/ui/button";
import { count, money } from "@/ui/format";
import { Section } from "@/ui/page";
import { place } from "@/ui/router";
import { Empty, Shown } from "@/ui/states";
import { csv, plainMoney, save } from "./csv";
import { ByDay } from "./days";
import { ByComponent, ByEngine } from "./engines";
import { t } from "./messages";
import { asQuery, daysFrom, periodOf } from "./period";
import { PeriodPicker } from "./periodpicker";
import { Spread } from "./spread";
import { totalOf } from "./sums";

type Costs = components["schemas"]["Costs"];
type CallCosts = components["schemas"]["CallCosts"];

export function Overview() {
  const period = periodOf(place.value.query);
  const query = asQuery(period);
  const key = JSON.stringify(query);
  const costs = useAsk(`costs ${key}`, (signal) =>
    ask(api.GET("/api/v1/costs", { params: { query }, signal })),
  );
  const calls = useAsk(`costs of calls ${key}`, (signal) =>
    ask(api.GET("/api/v1/costs/calls", { params: { query }, signal })),
  );
  const days = { since: costs.data?.since ?? "", until: costs.data?.until ?? "" };
  return (
    <>
      <PeriodPicker period={period} {...days} />
      <Shown asked={costs}>
        {(data) => <Spent costs={data} calls={calls.data} currency={data.currency} />}
      </Shown>
      <Section title={t("spread")}>
        <Shown asked={calls}>{(data) => <Spread calls={data} currency={data.currency} />}</Shown>
      </Section>
    </>
  );
}

interface SpentProps {
  costs: Costs;
  calls: CallCosts | undefined;
  currency: string;
}

function Spent({ costs, calls, currency }: SpentProps) {
  if (costs.items.length === 0)
    return (
      <Empty title={t("nothing")}>
        <p>{t("nothing-about")}</p>
      </Empty>
    );
  return (
    <>
      {costs.cut && <Banner tone="warn">{t("cut")}</Banner>}
      {costs.unpriced > 0 && (
        <Banner tone="warn">
          {t("unpriced-told", { n: costs.unpriced })}{" "}
          <a href="/costs/prices">{t("unpriced-act")}</a>
        </Banner>
      )}
      <Figures {...{ costs, calls, currency }} />
      <ByDay costs={costs} currency={currency} />
      <ByComponent costs={costs} currency={currency} />
      <ByEngine costs={costs} currency={currency} />
    </>
  );
}

function Figures({ costs, calls, currency }: SpentProps) {
  const total = totalOf(costs.items);
  const days = daysFrom(costs.since, costs.until).length;
  const each = (micros: number, of: number) => (of > 0 ? money(micros / of, currency) : "–");
  return (
    <section class="card costs-figures" aria-label={t("total")}>
      <Facts
        facts={[
          [t("total"), <strong class="costs-total">{money(costs.total_micros, currency)}</strong>],
          [t("a-day"), each(costs.total_micros, days)],
          [t("calls"), calls === undefined ? "–" : count(calls.calls)],
          [t("a-call"), calls === undefined ? "–" : each(calls.total_micros, calls.calls)],
          [t("aside"), <span title={t("aside-about")}>{money(total.aside, currency)}</span>],
          [t("unpriced"), count(costs.unpriced)],
        ]}
      />
      <Button title={t("csv-about")} onClick={() => saveLines(costs, currency)}>
        {t("csv")}
      </Button>
    </section>
  );
}

/** The finest that the page is made of, with the names of the API. */
function saveLines(costs: Costs, currency: string): void {
  const head = ["day", "component", "provider", "model", "lines", "unpriced"];
  const rows = costs.items.map((each) => [
    ...[each.day, each.component, each.provider, each.model, each.lines, each.unpriced],
    plainMoney(each.amount_micros),
    plainMoney(each.aside_micros),
    currency,
  ]);
  const text = csv([...head, "amount", "aside", "currency"], rows);
  save(`costs-${costs.since}-${costs.until}.csv`, text);
}
