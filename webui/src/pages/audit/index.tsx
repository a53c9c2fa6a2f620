// The audit: who did what. The filter stands in the address.
import "./audit.css";
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import { usePages } from "@/api/paging";
import type { components } from "@/api/schema";
import { t } from "./messages";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/fields";
import { dateTime } from "@/ui/format";
import { Page } from "@/ui/page";
import { goQuery, place } from "@/ui/router";
import { Empty, Failed, Loading } from "@/ui/states";
import { More, Table, type Column } from "@/ui/table";

type Entry = components["schemas"]["AuditEntry"];

const FILTERS = ["by_user", "action", "subject", "since", "until"] as const;
type Filter = Partial<Record<(typeof FILTERS)[number], string>>;

export default function Door() {
  const filter = filterOf(place.value.query);
  return (
    <Page title={t("title")} lead={t("lead")}>
      <FilterForm filter={filter} />
      <Entries filter={filter} />
    </Page>
  );
}

function filterOf(query: URLSearchParams): Filter {
  const found: Filter = {};
  for (const name of FILTERS) {
    const value = query.get(name);
    if (value !== null && value !== "") found[name] = value;
  }
  return found;
}

function FilterForm({ filter }: { filter: Filter }) {
  const put = (name: keyof Filter) => (value: string) => goQuery({ [name]: value });
  const time = (name: "since" | "until") => ({
    label: t(`filter-${name}`),
    type: "datetime-local" as const,
    value: localOf(filter[name]),
    onInput: (value: string) => put(name)(isoOf(value)),
  });
  return (
    <form class="fields" role="search" onSubmit={(event) => event.preventDefault()}>
      <Users value={filter.by_user ?? ""} onInput={put("by_user")} />
      <TextField
        label={t("filter-action")}
        hint={t("filter-action-hint")}
        value={filter.action ?? ""}
        maxLength={200}
        onInput={put("action")}
      />
      <TextField
        label={t("filter-subject")}
        value={filter.subject ?? ""}
        maxLength={200}
        onInput={put("subject")}
      />
      <TextField {...time("since")} />
      <TextField {...time("until")} />
    </form>
  );
}

/** Who: the first two hundred users by name; more are found by the address. */
function Users({ value, onInput }: { value: string; onInput: (value: string) => void }) {
  const asked = useAsk("users", (signal) =>
    ask(api.GET("/api/v1/users", { params: { query: { limit: 200 } }, signal })),
  );
  const known = asked.data?.items ?? [];
  const options = known.map((each) => [each.user_id, each.name] as const);
  const strange = value !== "" && !known.some((each) => each.user_id === value);
  return (
    <SelectField
      label={t("user")}
      value={value}
      options={[["", t("anybody")], ...options, ...(strange ? [[value, value] as const] : [])]}
      onInput={onInput}
    />
  );
}

function Entries({ filter }: { filter: Filter }) {
  const pages = usePages<Entry, components["schemas"]["AuditPage"]>(
    JSON.stringify(filter),
    (cursor, signal) =>
      ask(
        api.GET("/api/v1/audit", {
          params: { query: { ...filter, limit: 100, ...(cursor === undefined ? {} : { cursor }) } },
          signal,
        }),
      ),
  );
  const { rows, first, problem, loading } = pages;
  if (first === undefined && problem === null) return <Loading />;
  return (
    <>
      {problem !== null && <Failed problem={problem} again={pages.again} />}
      {first !== undefined && rows.length === 0 && <Nothing />}
      {rows.length > 0 && (
        <Table
          caption={t("caption")}
          columns={columns()}
          rows={rows}
          keyOf={(entry) => entry.audit_id}
        />
      )}
      <More there={pages.there} busy={loading} onMore={pages.more} />
    </>
  );
}

function Nothing() {
  return (
    <Empty title={t("empty")}>
      <Button onClick={() => goQuery(Object.fromEntries(FILTERS.map((name) => [name, ""])))}>
        {t("clear")}
      </Button>
    </Empty>
  );
}

function columns(): Column<Entry>[] {
  return [
    {
      key: "at",
      head: t("at"),
      cell: (entry) => <time dateTime={entry.at}>{dateTime(entry.at)}</time>,
    },
    { key: "by", head: t("by"), heads: true, cell: (entry) => <b>{entry.by_name}</b> },
    {
      key: "action",
      head: t("action"),
      cell: (entry) => (
        <button
          type="button"
          class="audit-action mono"
          onClick={() => goQuery({ action: entry.action })}
        >
          {entry.action}
        </button>
      ),
    },
    { key: "subject", head: t("subject"), cell: (entry) => <Subject entry={entry} /> },
    {
      key: "detail",
      head: t("detail"),
      cell: (entry) => <code class="audit-detail">{detailOf(entry.detail)}</code>,
    },
  ];
}

function Subject({ entry }: { entry: Entry }) {
  const isCall = /^(call|recording)\./.test(entry.action);
  if (!isCall) return <span class="mono audit-subject">{entry.subject}</span>;
  return (
    <a class="mono audit-subject" href={`/calls/${encodeURIComponent(entry.subject)}`}>
      {entry.subject}
    </a>
  );
}

/** "role=operator, name=…": the values are the house's own words. */
export function detailOf(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}

/** What a datetime-local field shows for a time in UTC; '' if it is none. */
export function localOf(iso: string | undefined): string {
  const at = new Date(iso ?? "");
  if (Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The time in UTC that a datetime-local field means; '' if it is empty. */
export function isoOf(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString();
}
