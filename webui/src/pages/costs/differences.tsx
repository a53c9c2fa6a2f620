// How a price table differs from the one that holds, or from any other.
import { useState } from "preact/hooks";
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { Badge, type Tone } from "@/ui/bits";
import { SelectField } from "@/ui/fields";
import { Section } from "@/ui/page";
import { Shown } from "@/ui/states";
import { Table } from "@/ui/table";
import { p } from "./pricemessages";
import { differing, type TableState } from "./pricestate";

type Difference = components["schemas"]["PriceDifference"];
type Kind = "added" | "removed" | "changed";

const TONES: Readonly<Record<Kind, Tone>> = { added: "good", removed: "bad", changed: "info" };

/** Ask how a table differs from `against`, or from what holds now. */
export function useDifferences(id: string, against: string, state: TableState) {
  // the state is in the key: after it holds, nothing differs from what holds
  return useAsk(`diff ${id} ${against} ${state}`, (signal) =>
    ask(
      api.GET("/api/v1/prices/{table_id}/diff", {
        params: { path: { table_id: id }, query: against === "" ? {} : { against } },
        signal,
      }),
    ),
  );
}

export function Differences({ id, state }: { id: string; state: TableState }) {
  const [against, setAgainst] = useState("");
  const asked = useDifferences(id, against, state);
  const others = useAsk("prices", (signal) => ask(api.GET("/api/v1/prices", { signal })));
  const tables = (others.data?.items ?? []).filter((each) => each.table_id !== id);
  const choice = (
    <div class="costs-split">
      <SelectField
        label={p("against")}
        value={against}
        options={[
          ["", p("in-force")],
          ...tables.map((each) => [each.table_id, p("table-n", { id: each.table_id })] as const),
        ]}
        onInput={setAgainst}
      />
    </div>
  );
  return (
    <Section title={p("diff")} actions={choice}>
      <Shown asked={asked}>
        {({ items }) => (items.length === 0 ? <p>{p("diff-none")}</p> : <All items={items} />)}
      </Shown>
    </Section>
  );
}

function All({ items }: { items: readonly Difference[] }) {
  return (
    <Table
      caption={p("diff")}
      rows={items}
      keyOf={(row) => row.price_id}
      columns={[
        {
          key: "price",
          head: p("price"),
          heads: true,
          cell: (row) => (
            <>
              <span class="mono said">{row.price_id}</span>{" "}
              <Badge tone={TONES[kindOf(row)]}>{p(kindOf(row))}</Badge>
            </>
          ),
        },
        { key: "before", head: p("before"), cell: (row) => <Side row={row} side="before" /> },
        { key: "after", head: p("after"), cell: (row) => <Side row={row} side="after" /> },
      ]}
    />
  );
}

/** One side of a difference; of a change, the words that differ stand out. */
function Side({ row, side }: { row: Difference; side: "before" | "after" }) {
  const text = row[side];
  if (text === null) return <>–</>;
  if (row.before === null || row.after === null) return <span class="said">{text}</span>;
  const { head, gone, came, tail } = differing(row.before, row.after);
  const middle =
    side === "before" ? <del class="costs-gone">{gone}</del> : <ins class="costs-came">{came}</ins>;
  return (
    <span class="said">
      {head} {(side === "before" ? gone : came) !== "" && middle} {tail}
    </span>
  );
}

function kindOf(row: Difference): Kind {
  if (row.before === null) return "added";
  return row.after === null ? "removed" : "changed";
}
