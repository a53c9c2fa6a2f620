// When models of vendors end, by the table that holds.
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { Badge, Banner, type Tone } from "@/ui/bits";
import { Section } from "@/ui/page";
import { Empty, Shown } from "@/ui/states";
import { Table } from "@/ui/table";
import { dayShown } from "./period";
import { p } from "./pricemessages";

type End = components["schemas"]["End"];

const SOON_DAYS = 30;
const NEAR_DAYS = 90;

export function Ends() {
  const asked = useAsk("ends", (signal) => ask(api.GET("/api/v1/prices/ends", { signal })));
  return (
    <Section title={p("ends")}>
      <p class="muted">{p("ends-about")}</p>
      <Shown asked={asked}>
        {({ items }) =>
          items.length === 0 ? <Empty title={p("ends-none")} /> : <All items={items} />
        }
      </Shown>
    </Section>
  );
}

function All({ items }: { items: readonly End[] }) {
  const urgent = items.filter((each) => each.used && each.days_left <= NEAR_DAYS);
  return (
    <>
      {urgent.length > 0 && (
        <Banner tone={urgent.some((each) => each.days_left <= SOON_DAYS) ? "bad" : "warn"}>
          {p("ends-warn", { n: urgent.length })}
        </Banner>
      )}
      <Table
        caption={p("ends")}
        rows={items}
        keyOf={(row) => `${row.provider} ${row.model}`}
        columns={[
          { key: "model", head: p("model"), heads: true, cell: (row) => row.model },
          { key: "provider", head: p("provider"), cell: (row) => row.provider },
          { key: "shutdown", head: p("shutdown"), cell: (row) => dayShown(row.shutdown) },
          {
            key: "left",
            head: p("left"),
            cell: (row) => (
              <Badge tone={urgency(row)}>
                {row.days_left < 0 ? p("over") : p("days", { n: row.days_left })}
              </Badge>
            ),
          },
          {
            key: "used",
            head: p("used"),
            cell: (row) => (row.used ? <strong>{p("yes")}</strong> : p("no")),
          },
          { key: "successor", head: p("successor"), cell: (row) => row.successor || "–" },
        ]}
      />
    </>
  );
}

/** What nobody uses may end in peace. */
export function urgency(end: End): Tone {
  if (!end.used) return "plain";
  if (end.days_left <= SOON_DAYS) return "bad";
  return end.days_left <= NEAR_DAYS ? "warn" : "plain";
}
