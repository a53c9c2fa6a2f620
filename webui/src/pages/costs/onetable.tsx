// One price table: its state, how it differs from another, its text, and letting it hold.
import { useState } from "preact/hooks";
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import { session } from "@/api/session";
import { Facts } from "@/ui/bits";
import { Button } from "@/ui/button";
import { count, dateTime } from "@/ui/format";
import { Section } from "@/ui/page";
import { Empty, Shown } from "@/ui/states";
import { Activate } from "./activate";
import { Differences } from "./differences";
import { Entries } from "./entries";
import { p } from "./pricemessages";
import { State } from "./prices";
import { stateOf, type PriceVersion } from "./pricestate";
import { TableText } from "./tabletext";

export function OneTable({ id }: { id: string }) {
  const asked = useAsk(`table ${id}`, (signal) =>
    ask(api.GET("/api/v1/prices/{table_id}", { params: { path: { table_id: id } }, signal })),
  );
  const back = <a href="/costs/prices">{p("back")}</a>;
  if (asked.problem?.word === "not-found") return <Empty title={p("missing")}>{back}</Empty>;
  return (
    <>
      <p>{back}</p>
      <Shown asked={asked}>
        {(told) => (
          <>
            <About table={told.version} onChange={asked.again} />
            <Differences id={id} state={stateOf(told.version)} />
            <Entries prices={told.prices} currency={told.version.currency} />
            <TableText name={`prices-${id}.yaml`} yaml={told.yaml} />
          </>
        )}
      </Shown>
    </>
  );
}

function About({ table, onChange }: { table: PriceVersion; onChange: () => void }) {
  const [open, setOpen] = useState(false);
  const { active_from: from } = table;
  const isAdmin = session.value?.role === "admin";
  const button = isAdmin && !table.active && (
    <Button kind="primary" onClick={() => setOpen(true)}>
      {p("activate")}
    </Button>
  );
  return (
    <Section title={p("table-n", { id: table.table_id })} actions={button}>
      <div class="costs-facts">
        <Facts
          facts={[
            [p("state"), <State table={table} />],
            [
              p(stateOf(table) === "planned" ? "until" : "since"),
              from === null ? p("never") : p("by", { when: dateTime(from), name: table.active_by }),
            ],
            [p("made"), p("by", { when: dateTime(table.made_at), name: table.made_by })],
            [p("entries"), count(table.entries)],
            [p("currency"), table.currency],
            ["SHA-256", <span class="mono">{table.sha256.slice(0, 16)}</span>],
          ]}
        />
      </div>
      {table.note !== "" && (
        <p class="said" dir="auto">
          {table.note}
        </p>
      )}
      {open && <Activate table={table} onDone={onChange} onClose={() => setOpen(false)} />}
    </Section>
  );
}
