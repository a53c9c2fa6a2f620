// All turns' answers at a glance: as bars that lead to their turn, or as a table of numbers.
import { useState } from "preact/hooks";
import { Button } from "@/ui/button";
import { millis } from "@/ui/format";
import { Section } from "@/ui/page";
import { Empty } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { Waterfall } from "./bar";
import { t } from "./messages";
import type { Call, Turn } from "./told";
import { axisOf, isLate, OBJECTIVE_MS, stageMs, STAGES } from "./waterfall";
import { word } from "./words";

export function Latency({ call }: { call: Call }) {
  const [asTable, setAsTable] = useState(false);
  const turns = call.turns.filter((each) => each.total_ms !== null);
  if (turns.length === 0)
    return (
      <Section title={t("latency")}>
        <Empty title={t("no-latency")} />
      </Section>
    );
  return (
    <Section
      title={t("latency")}
      actions={
        <Button onClick={() => setAsTable(!asTable)}>{t(asTable ? "as-bars" : "as-table")}</Button>
      }
    >
      <p class="muted small">{t("latency-about", { time: millis(OBJECTIVE_MS) })}</p>
      {asTable ? <Numbers turns={turns} /> : <Bars id={call.call.call_id} turns={turns} />}
    </Section>
  );
}

function Bars({ id, turns }: { id: string; turns: readonly Turn[] }) {
  const axisMs = axisOf(turns);
  return (
    <div class="call-bars" tabIndex={0} role="group" aria-label={t("latency")}>
      {turns.map((turn) => (
        <div key={turn.turn} class="call-bars-row">
          <a href={`/calls/${id}?turn=${turn.turn}`} aria-label={t("turn", { n: turn.turn })}>
            {turn.turn}
          </a>
          <Waterfall turn={turn} axisMs={axisMs} />
          <span class={isLate(turn) ? "number call-late" : "number"}>{millis(turn.total_ms)}</span>
        </div>
      ))}
    </div>
  );
}

function Numbers({ turns }: { turns: readonly Turn[] }) {
  const columns: Column<Turn>[] = [
    { key: "turn", head: "#", cell: (turn) => turn.turn, heads: true },
    ...STAGES.map((stage) => ({
      key: stage,
      head: word("stage", stage),
      number: true,
      cell: (turn: Turn) => millis(stageMs(turn, stage)),
    })),
    {
      key: "total",
      head: t("stage-total"),
      number: true,
      cell: (turn) => (
        <span class={isLate(turn) ? "call-late" : undefined}>
          {millis(turn.total_ms)}
          {isLate(turn) && ` (${t("over-objective", { time: millis(OBJECTIVE_MS) })})`}
        </span>
      ),
    },
  ];
  return (
    <Table caption={t("latency")} columns={columns} rows={turns} keyOf={(turn) => turn.turn} />
  );
}
