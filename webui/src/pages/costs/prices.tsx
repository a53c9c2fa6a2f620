// The price tables: which holds, what was uploaded, and which models end.
import { useState } from "preact/hooks";
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { session } from "@/api/session";
import { Badge, type Tone } from "@/ui/bits";
import { Button } from "@/ui/button";
import { count, dateTime } from "@/ui/format";
import { Section } from "@/ui/page";
import { Empty, Shown } from "@/ui/states";
import { Table } from "@/ui/table";
import { tell } from "@/ui/telling";
import { Ends } from "./ends";
import { stateOf, type PriceVersion, type TableState } from "./pricestate";
import { p } from "./pricemessages";
import { Upload } from "./upload";

type Told = components["schemas"]["Prices"];

export const TONES: Readonly<Record<TableState, Tone>> = {
  active: "good",
  planned: "info",
  draft: "plain",
  replaced: "plain",
};

export function Prices() {
  const [open, setOpen] = useState(false);
  const asked = useAsk("prices", (signal) => ask(api.GET("/api/v1/prices", { signal })));
  const isAdmin = session.value?.role === "admin";
  const done = (version: PriceVersion) => {
    const known = asked.data?.items.some((each) => each.table_id === version.table_id) === true;
    tell(p(known ? "kept-same" : "kept", { id: version.table_id }), known ? "info" : "good");
    setOpen(false);
    asked.again();
  };
  return (
    <>
      <Section
        title={p("tables")}
        actions={isAdmin && <Button onClick={() => setOpen(true)}>{p("upload")}</Button>}
      >
        <p class="muted costs-prose">{p("tables-about")}</p>
        <Shown asked={asked}>{(told) => <Tables told={told} />}</Shown>
      </Section>
      <Ends />
      {open && <Upload onDone={done} onClose={() => setOpen(false)} />}
    </>
  );
}

function Tables({ told }: { told: Told }) {
  return (
    <>
      {told.active === null && <p>{p("packaged")}</p>}
      <p>
        <a href="/costs/prices/packaged">{p("packaged-see")}</a>
      </p>
      {told.items.length === 0 ? (
        <Empty title={p("no-tables")} />
      ) : (
        <Table
          caption={p("tables")}
          rows={told.items}
          keyOf={(row) => row.table_id}
          isCurrent={(row) => row.active}
          columns={[
            {
              key: "table",
              head: p("table"),
              heads: true,
              cell: (row) => (
                <a href={`/costs/prices/${row.table_id}`}>{p("table-n", { id: row.table_id })}</a>
              ),
            },
            { key: "state", head: p("state"), cell: (row) => <State table={row} /> },
            {
              key: "note",
              head: p("note"),
              cell: (row) => (
                <span class="said costs-note" dir="auto">
                  {row.note}
                </span>
              ),
            },
            {
              key: "made",
              head: p("made"),
              cell: (row) => p("by", { when: dateTime(row.made_at), name: row.made_by }),
            },
            { key: "entries", head: p("entries"), number: true, cell: (row) => count(row.entries) },
            { key: "currency", head: p("currency"), cell: (row) => row.currency },
          ]}
        />
      )}
    </>
  );
}

/** What the table is now, with the time that belongs to it. */
export function State({ table }: { table: PriceVersion }) {
  const state = stateOf(table);
  const when = table.active_from === null ? "" : dateTime(table.active_from);
  return <Badge tone={TONES[state]}>{p(state, { when })}</Badge>;
}
