// What waits for a human: callbacks that were promised, orders in doubt. Who takes an item on
// sees the number; everybody sees who has it.
import { api, ask } from "@/api/client";
import { usePages, type Pages } from "@/api/paging";
import type { components, operations } from "@/api/schema";
import { session } from "@/api/session";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { useEvery } from "@/ui/every";
import { SelectField } from "@/ui/fields";
import { ago, dateTime } from "@/ui/format";
import { goQuery, place } from "@/ui/router";
import { Empty, Failed, Loading } from "@/ui/states";
import { More, Table, type Column } from "@/ui/table";
import { Frame } from "./frame";
import { CallLink } from "./handovers";
import { ItemActs } from "./itemacts";
import { tl } from "./listmessages";
import { t } from "./messages";
import { OfCall } from "./ofcall";
import { mayWork } from "./roles";
import { itemReason, kindWord, outcomeWord } from "./words";

export type Item = components["schemas"]["ItemTold"];
type ItemPage = components["schemas"]["Page_ItemTold_"];
type ItemsQuery = NonNullable<operations["get_worklist"]["parameters"]["query"]>;

const EVERY_MS = 15_000;
const KINDS = ["callback", "order"] as const;
const CLAIMED = ["nobody", "somebody", "me"] as const;

/** What the server is asked for an address: what is to do, unless it says otherwise. */
export function itemsQuery(query: URLSearchParams): ItemsQuery {
  const asked: ItemsQuery = {};
  const state = query.get("state") ?? "open";
  if (state !== "all") asked.state = state === "done" ? "done" : "open";
  const kind = query.get("kind") ?? "";
  if (/^[a-z-]{1,32}$/.test(kind)) asked.kind = kind;
  const call = query.get("call_id") ?? "";
  if (/^[0-9a-f-]{1,64}$/.test(call)) asked.call_id = call;
  const claimed = CLAIMED.find((each) => each === query.get("claimed"));
  if (claimed !== undefined) asked.claimed = claimed;
  return asked;
}

export function Worklist() {
  const { query } = place.value;
  const pages = usePages<Item, ItemPage>(query.toString(), (cursor, signal) => {
    const wanted = itemsQuery(query);
    const asked = cursor === undefined ? wanted : { ...wanted, cursor };
    return ask(api.GET("/api/v1/worklist", { params: { query: asked }, signal }));
  });
  // to read the list anew would take away what was added below it
  const isFirst = pages.first !== undefined && pages.rows.length <= pages.first.items.length;
  useEvery(isFirst ? EVERY_MS : null, pages.again);
  return (
    <Frame part="worklist">
      <Narrow query={query} />
      <div class="row operators-narrow">
        <OfCall query={query} />
        <span class="grow" />
        <Button busy={pages.loading} onClick={pages.again}>
          {t("refresh")}
        </Button>
      </div>
      {pages.problem !== null && <Failed problem={pages.problem} again={pages.again} />}
      <Listed pages={pages} />
    </Frame>
  );
}

function Listed({ pages }: { pages: Pages<Item, ItemPage> }) {
  const { first, rows, there, loading } = pages;
  if (first === undefined) return pages.problem === null ? <Loading /> : null;
  if (rows.length === 0)
    return (
      <Empty title={tl("no-items")}>
        <p>{tl("no-items-about")}</p>
      </Empty>
    );
  const onTold = (item: Item) => pages.put((each) => each.item_id === item.item_id, item);
  return (
    <>
      <Table
        caption={tl("worklist-table")}
        columns={columns(onTold)}
        rows={rows}
        keyOf={(row) => row.item_id}
      />
      <More there={there} busy={loading} onMore={pages.more} />
    </>
  );
}

function Narrow({ query }: { query: URLSearchParams }) {
  const set = (name: string) => (value: string) => goQuery({ [name]: value }, {});
  const state = query.get("state") ?? "";
  return (
    <div class="card fields">
      <SelectField<string>
        label={tl("state")}
        value={state === "open" ? "" : state}
        options={[
          ["", tl("state-open")],
          ["done", tl("state-done")],
          ["all", tl("state-all")],
        ]}
        onInput={set("state")}
      />
      <SelectField<string>
        label={tl("kind")}
        value={query.get("kind") ?? ""}
        options={[["", tl("any")], ...KINDS.map((each) => [each, tl(each)] as const)]}
        onInput={set("kind")}
      />
      <SelectField<string>
        label={tl("claimed")}
        value={query.get("claimed") ?? ""}
        options={[
          ["", tl("any")],
          ...CLAIMED.map((each) => [each, tl(`claimed-${each}`)] as const),
        ]}
        onInput={set("claimed")}
      />
    </div>
  );
}

function columns(onTold: (item: Item) => void): readonly Column<Item>[] {
  const all: Column<Item>[] = [
    { key: "at", head: tl("at"), heads: true, cell: (row) => <When row={row} /> },
    { key: "kind", head: tl("kind"), cell: (row) => <Kind row={row} /> },
    { key: "whom", head: tl("whom"), cell: (row) => <Whom row={row} /> },
    { key: "about", head: tl("about"), cell: (row) => <About row={row} /> },
    { key: "call", head: tl("call"), cell: (row) => <CallLink callId={row.call_id} /> },
    { key: "state", head: tl("state"), cell: (row) => <State row={row} /> },
  ];
  if (mayWork())
    all.push({
      key: "acts",
      head: t("acts"),
      cell: (row) => <ItemActs of={row} {...{ onTold }} />,
    });
  return all;
}

function When({ row }: { row: Item }) {
  return (
    <div class="operators-two">
      <span class="operators-at">{dateTime(row.at_s)}</span>
      <span class="muted small">{ago(row.at_s)}</span>
    </div>
  );
}

function Kind({ row }: { row: Item }) {
  return (
    <div class="operators-two">
      <strong>{kindWord(row.kind)}</strong>
      <span class="small said">{itemReason(row.reason)}</span>
    </div>
  );
}

function Whom({ row }: { row: Item }) {
  return (
    <div class="operators-two">
      <span
        class="said operators-phone"
        title={isMasked(row.phone) ? tl("number-hint") : undefined}
      >
        {row.phone === "" ? "–" : row.phone}
      </span>
      {row.order_id !== "" && (
        <span class="small said">
          {tl("order")} <span class="mono">{row.order_id}</span>
        </span>
      )}
    </div>
  );
}

function isMasked(phone: string): boolean {
  return phone !== "" && !/^\+?\d+$/.test(phone);
}

function About({ row }: { row: Item }) {
  return (
    <div class="operators-about">
      {row.about !== "" && (
        <span class="said" dir="auto">
          {row.about}
        </span>
      )}
      {row.when !== "" && (
        <span class="small said" dir="auto">
          {tl("when", { when: row.when })}
        </span>
      )}
      {row.note !== "" && (
        <span class="small said" dir="auto">
          {tl("note")}: {row.note}
        </span>
      )}
    </div>
  );
}

/** Who has it, or what came of it. */
function State({ row }: { row: Item }) {
  return (
    <div class="operators-two">
      {row.state === "done" ? <DoneState row={row} /> : <OpenState row={row} />}
      {row.reopened > 0 && <span class="muted small">{tl("reopened", { n: row.reopened })}</span>}
    </div>
  );
}

function OpenState({ row }: { row: Item }) {
  if (row.claimed_by === "")
    return (
      <span>
        <Badge tone="warn">{tl("claimed-nobody")}</Badge>
      </span>
    );
  return (
    <>
      <span>
        <Badge tone="info">{whoShown(row.claimed_by, row.claimed_name)}</Badge>
      </span>
      <span class="muted small">{ago(row.claimed_s)}</span>
    </>
  );
}

function DoneState({ row }: { row: Item }) {
  return (
    <>
      <span>
        <Badge tone="good">{outcomeWord(row.outcome) || tl("state-done")}</Badge>
      </span>
      <span class="muted small">
        {tl("closed-at", { at: dateTime(row.closed_s) })}
        {row.closed_by !== "" &&
          `, ${tl("closed-by", { name: whoShown(row.closed_by, row.closed_name) })}`}
      </span>
    </>
  );
}

function whoShown(userId: string, name: string): string {
  if (userId === session.value?.userId) return tl("is-me");
  return name === "" ? tl("is-other") : name;
}
