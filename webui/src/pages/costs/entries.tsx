// The prices of a table with the days from and until which they hold.
import type { components } from "@/api/schema";
import { Badge } from "@/ui/bits";
import { count, money } from "@/ui/format";
import { Section } from "@/ui/page";
import { Table } from "@/ui/table";
import { componentWord } from "./messages";
import { dayShown } from "./period";
import { p } from "./pricemessages";

type Entry = components["schemas"]["PriceEntry"];

const MINUTE_MS = 60_000;
const MILLION = 1_000_000;

export function Entries({ prices, currency }: { prices: readonly Entry[]; currency: string }) {
  return (
    <Section title={p("entries")}>
      <Table
        caption={p("entries")}
        rows={prices}
        keyOf={(row) => row.price_id}
        columns={[
          {
            key: "id",
            head: p("price"),
            heads: true,
            cell: (row) => (
              <>
                <span class="costs-name mono">{row.price_id}</span>
                <span class="muted small">{componentWord(row.component)}</span>
              </>
            ),
          },
          {
            key: "models",
            head: p("model"),
            cell: (row) => (
              <span class="costs-name">
                {row.provider}: {row.models.join(", ")}
              </span>
            ),
          },
          {
            key: "amount",
            head: p("amount"),
            number: true,
            cell: (row) => <Amount row={row} currency={currency} />,
          },
          { key: "since", head: p("from"), cell: (row) => dayShown(row.since) },
          { key: "until", head: p("to"), cell: (row) => <Until until={row.until} /> },
          { key: "source", head: p("source"), cell: (row) => <Source row={row} /> },
        ]}
      />
    </Section>
  );
}

function Amount({ row, currency }: { row: Entry; currency: string }) {
  const { micros, word } = usualPrice(row);
  return (
    <>
      {money(micros, currency)} {p(word)}
      {row.unit === "audio_ms" && row.block > 1 && (
        <span class="muted small costs-block">
          {p("blocks", { s: count(row.block / 1_000, 3) })}
        </span>
      )}
    </>
  );
}

function Until({ until }: { until: string | null }) {
  if (until === null) return <>{p("open")}</>;
  const isOver = Date.parse(until) <= Date.now();
  return isOver ? <Badge>{dayShown(until)}</Badge> : <Badge tone="info">{dayShown(until)}</Badge>;
}

function Source({ row }: { row: Entry }) {
  const link = /^https?:\/\//.test(row.source_url);
  return (
    <span class="small costs-source">
      {link ? (
        <a href={row.source_url} target="_blank" rel="noreferrer">
          {row.source}
        </a>
      ) : (
        row.source
      )}{" "}
      <span class="muted">{p("checked", { day: dayShown(row.checked) })}</span>
      {row.note !== "" && (
        <details>
          <summary>{p("note")}</summary>
          <span class="said" dir="auto">
            {row.note}
          </span>
        </details>
      )}
    </span>
  );
}

/** Return the price as vendors write it: for a minute, or for a million characters, tokens. */
export function usualPrice(row: Pick<Entry, "unit" | "micros" | "per">): {
  micros: number;
  word: "a-minute" | "a-million";
} {
  const each = row.micros / row.per;
  if (row.unit === "audio_ms") return { micros: each * MINUTE_MS, word: "a-minute" };
  return { micros: each * MILLION, word: "a-million" };
}
