// The page "calls": every call of record, by filters that stand in the address.
import "./calls.css";
import { useRef } from "preact/hooks";
import { session } from "@/api/session";
import type { Pages } from "@/api/paging";
import { Button, ButtonLink } from "@/ui/button";
import { SelectField } from "@/ui/fields";
import { useKeys } from "@/ui/keys";
import { Page } from "@/ui/page";
import { place } from "@/ui/router";
import { Empty, Failed, Loading } from "@/ui/states";
import { More } from "@/ui/table";
import { Bar, set } from "./bar";
import { Chips, Ignored } from "./chips";
import { Exporting } from "./exporting";
import { useFacets } from "./facets";
import { filterOf, seesNumbers, type Filter } from "./filter";
import { totalShown, useListing, type CallRow, type CallsPage } from "./listing";
import { t } from "./messages";
import { MoreFilters } from "./more";
import { Rows } from "./rows";
import { ViewsBar } from "./views";

export default function Door() {
  const role = session.value?.role;
  const filter = filterOf(place.value.query, role);
  const pages = useListing(filter);
  const choices = useFacets();
  const search = useRef<HTMLInputElement>(null);
  useKeys([{ key: "/", about: t("key-search"), act: () => search.current?.focus() }]);
  return (
    <Page title={t("title")} actions={<Exporting filter={filter} />}>
      <ViewsBar filter={filter} />
      <div class="card stack">
        <Bar filter={filter} languages={choices.language ?? []} search={search} />
        <MoreFilters filter={filter} numbers={seesNumbers(role)} choices={choices} />
        <Chips filter={filter} />
      </div>
      <Ignored filter={filter} />
      <Head filter={filter} pages={pages} />
      {pages.problem !== null && <Failed problem={pages.problem} again={pages.again} />}
      <Found filter={filter} pages={pages} />
    </Page>
  );
}

const SORTS = ["time", "turn", "cost", "duration"] as const;

function Head({ filter, pages }: { filter: Filter; pages: Pages<CallRow, CallsPage> }) {
  const options = SORTS.flatMap((sort) =>
    (["desc", "asc"] as const).map(
      (order) => [`${sort}-${order}`, t(`sort-${sort}-${order}`)] as const,
    ),
  );
  const { first, rows, there, loading } = pages;
  return (
    <div class="row calls-head">
      <p class="grow" role="status">
        {first !== undefined && totalShown(first, rows.length, there)}
        {loading && first !== undefined && <span class="muted"> {t("searching")}</span>}
      </p>
      <SelectField<string>
        label={t("sort")}
        bare
        value={`${filter.sort}-${filter.order}`}
        options={options}
        onInput={(wanted) => {
          const [sort = "", order = ""] = wanted.split("-");
          set({
            sort: sort === "time" ? undefined : sort,
            order: order === "desc" ? undefined : order,
          });
        }}
      />
      <Button busy={loading} onClick={pages.again}>
        {t("refresh")}
      </Button>
    </div>
  );
}

function Found({ filter, pages }: { filter: Filter; pages: Pages<CallRow, CallsPage> }) {
  const { rows, first, there, loading } = pages;
  if (first === undefined) return pages.problem === null ? <Loading /> : null;
  if (rows.length > 0)
    return (
      <>
        <Rows rows={rows} />
        <More there={there} busy={loading} onMore={pages.more} />
      </>
    );
  if (there)
    return (
      <Empty title={t("none-yet")}>
        <p>{t("none-yet-about")}</p>
        <Button busy={loading} onClick={pages.more}>
          {t("search-on")}
        </Button>
      </Empty>
    );
  const all = Object.keys(filter.set).length === 0 && filter.period === undefined;
  return (
    <Empty title={all ? t("no-calls") : t("none")}>
      <p>{all ? t("no-calls-about") : t("none-about")}</p>
      {!all && <ButtonLink href="/calls">{t("clear")}</ButtonLink>}
    </Empty>
  );
}
