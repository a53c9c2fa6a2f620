// What became of callers who were handed over, newest first; the filters stand in the address.
import { api, ask } from "@/api/client";
import { useAsk } from "@/api/asking";
import { usePages } from "@/api/paging";
import type { components, operations } from "@/api/schema";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { SelectField } from "@/ui/fields";
import { clock, dateTime } from "@/ui/format";
import { goQuery, place } from "@/ui/router";
import { Empty, Failed, Loading } from "@/ui/states";
import { More, Table, type Column } from "@/ui/table";
import { Frame } from "./frame";
import { tl } from "./listmessages";
import { t } from "./messages";
import { OfCall } from "./ofcall";
import { periodOf, periodOptions, sinceOf } from "./period";
import { STATUSES, statusWord } from "./words";

export type Handover = components["schemas"]["HandoverTold"];
type HandoverPage = components["schemas"]["Page_HandoverTold_"];
export type HandoversQuery = NonNullable<operations["get_handovers"]["parameters"]["query"]>;

/** What the server is asked for an address; what it would refuse is left out. */
export function handoversQuery(query: URLSearchParams, nowMs: number): HandoversQuery {
  const asked: HandoversQuery = {};
  const period = periodOf(query.get("period"), null);
  if (period !== null) asked.since = sinceOf(period, nowMs);
  const status = query.get("status") ?? "";
  if (/^[A-Za-z]{1,32}$/.test(status)) asked.status = status;
  const queue = query.get("queue") ?? "";
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(queue)) asked.queue = queue;
  const member = query.get("member") ?? "";
  if (/^[A-Za-z0-9_.@/:+-]{1,80}$/.test(member)) asked.member = member;
  const call = query.get("call_id") ?? "";
  if (/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(call)) asked.call_id = call;
  const answered = query.get("answered") ?? "";
  if (answered === "true" || answered === "false") asked.answered = answered === "true";
  return asked;
}

export function Handovers() {
  const { query } = place.value;
  const pages = usePages<Handover, HandoverPage>(query.toString(), (cursor, signal) => {
    const wanted = handoversQuery(query, Date.now());
    const asked = cursor === undefined ? wanted : { ...wanted, cursor };
    return ask(api.GET("/api/v1/handovers", { params: { query: asked }, signal }));
  });
  return (
    <Frame part="handovers">
      <Narrow query={query} busy={pages.loading} onAgain={pages.again} />
      {pages.problem !== null && <Failed problem={pages.problem} again={pages.again} />}
      {pages.first === undefined && pages.problem === null && <Loading />}
      {pages.first !== undefined && pages.rows.length === 0 && (
        <Empty title={tl("no-handovers")}>
          <p>{tl("no-handovers-about")}</p>
        </Empty>
      )}
      {pages.rows.length > 0 && (
        <Table
          caption={tl("handovers-table")}
          columns={columns()}
          rows={pages.rows}
          keyOf={(row) => row.handover_id}
        />
      )}
      <More there={pages.there} busy={pages.loading} onMore={pages.more} />
    </Frame>
  );
}

function Narrow(props: { query: URLSearchParams; busy: boolean; onAgain: () => void }) {
  const { query } = props;
  const queues = useAsk("queues", (signal) => ask(api.GET("/api/v1/queues", { signal })));
  const staff = useAsk("operators", (signal) => ask(api.GET("/api/v1/operators", { signal })));
  const set = (name: string) => (value: string) => goQuery({ [name]: value }, {});
  const field = (name: string, label: string, known: readonly (readonly [string, string])[]) => {
    const value = query.get(name) ?? "";
    const isKnown = value === "" || known.some(([each]) => each === value);
    const options = isKnown ? known : [...known, [value, value] as const];
    return (
      <SelectField<string>
        label={label}
        value={value}
        options={[["", tl("any")], ...options]}
        onInput={set(name)}
      />
    );
  };
  const operators = (staff.data?.items ?? []).map((each) => [each.interface, each.name] as const);
  return (
    <div class="card stack">
      <div class="fields">
        {field("period", tl("period"), periodOptions())}
        {field(
          "queue",
          tl("queue"),
          (queues.data?.items ?? []).map((each) => [each.queue, each.title || each.queue] as const),
        )}
        {field("answered", tl("answered"), [
          ["true", tl("yes")],
          ["false", tl("no")],
        ])}
        {field(
          "status",
          tl("status"),
          STATUSES.map((each) => [each, statusWord(each)] as const),
        )}
        {field("member", tl("who"), operators)}
      </div>
      <OfCall query={query} />
      <div class="row">
        <Button busy={props.busy} onClick={() => props.onAgain()}>
          {t("refresh")}
        </Button>
      </div>
    </div>
  );
}

function columns(): readonly Column<Handover>[] {
  return [
    { key: "at", head: tl("at"), heads: true, cell: (row) => dateTime(row.at) },
    {
      key: "status",
      head: tl("became"),
      cell: (row) => <Badge tone={row.answered ? "good" : "warn"}>{statusWord(row.status)}</Badge>,
    },
    { key: "queue", head: tl("queue"), cell: (row) => <span class="said">{row.queue}</span> },
    { key: "waited", head: tl("waited"), number: true, cell: (row) => seconds(row.waited_s) },
    { key: "since", head: tl("since-ai"), number: true, cell: (row) => seconds(row.since_ai_s) },
    { key: "who", head: tl("who"), cell: (row) => <Who row={row} /> },
    { key: "call", head: tl("call"), cell: (row) => <CallLink callId={row.call_id ?? ""} /> },
  ];
}

function Who({ row }: { row: Handover }) {
  if (row.operator === null) return <span class="mono said">{row.member}</span>;
  return (
    <span class="said" dir="auto" title={row.member}>
      {row.operator}
    </span>
  );
}

/** The way to a call. */
export function CallLink({ callId }: { callId: string }) {
  if (callId === "") return <span class="muted">{tl("no-call")}</span>;
  return (
    <a class="operators-link" href={`/calls/${encodeURIComponent(callId)}`}>
      {tl("open-call")}
      <span class="hidden-visually"> {callId}</span>
    </a>
  );
}

function seconds(value: number | null): string {
  return value === null ? "–" : clock(value);
}
