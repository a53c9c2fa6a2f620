// All versions: what new calls use, the drafts, what was used before, what came with callcore.
import { useEffect, useState } from "preact/hooks";
import { useAsk } from "@/api/asking";
import { session } from "@/api/session";
import { t } from "./messages";
import { NewDraft } from "./newdraft";
import { addressOf, beforeThat, inUse, readShelf } from "./reading";
import type { Row, Shelf } from "./reading";
import { RollBack } from "./rollback";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { useEvery } from "@/ui/every";
import { dateTime } from "@/ui/format";
import { Page, Section } from "@/ui/page";
import { go, place } from "@/ui/router";
import { Empty, Shown } from "@/ui/states";
import { Table, type Column } from "@/ui/table";

const AGAIN_MS = 15_000;

export function List() {
  const asked = useAsk("shelf", readShelf);
  const [open, setOpen] = useState<"new" | "back" | null>(null);
  useEvery(AGAIN_MS, () => {
    if (!asked.loading) asked.again();
  });
  const shelf = asked.data;
  useNamed(shelf);
  const isAdmin = session.value?.role === "admin";
  const canGoBack = shelf !== undefined && beforeThat(shelf) !== null;
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        <>
          {isAdmin && canGoBack && (
            <Button kind="danger" onClick={() => setOpen("back")}>
              {t("roll-back")}
            </Button>
          )}
          <Button kind="primary" disabled={shelf === undefined} onClick={() => setOpen("new")}>
            {t("new-draft")}
          </Button>
        </>
      }
    >
      <Shown asked={asked}>
        {(data) => (
          <>
            <InUseCard shelf={data} />
            <Groups shelf={data} />
            {open === "new" && <NewDraft shelf={data} onClose={() => setOpen(null)} />}
            {open === "back" && (
              <RollBack shelf={data} onDone={asked.again} onClose={() => setOpen(null)} />
            )}
          </>
        )}
      </Shown>
    </Page>
  );
}

/** "/prompts?version=NAME", as a call names its prompt, leads to that prompt if it is there. */
function useNamed(shelf: Shelf | undefined): void {
  const version = place.value.query.get("version");
  const address = shelf === undefined || version === null ? null : addressOf(shelf, version);
  useEffect(() => {
    if (address !== null) go(address, { replace: true });
  }, [address]);
}

function InUseCard({ shelf }: { shelf: Shelf }) {
  const { version, row } = inUse(shelf);
  return (
    <Section title={t("in-use-now")}>
      <div class="row">
        <a class="prompts-used" href={addressOf(shelf, version) ?? "/prompts"}>
          {version}
        </a>
        <Badge tone="good">{t("state-published")}</Badge>
        <span class="muted">
          {row === null
            ? t("came-with")
            : t("published-by", {
                who: row.published_by,
                when: row.published_at === null ? "–" : dateTime(row.published_at),
              })}
        </span>
      </div>
      {row !== null && row.note !== "" && <p class="said prompts-note">{row.note}</p>}
      <p class="muted small">{t("in-use-about")}</p>
    </Section>
  );
}

function Groups({ shelf }: { shelf: Shelf }) {
  const drafts = shelf.rows.filter((row) => row.state === "draft");
  const earlier = shelf.rows
    .filter((row) => row.state === "retired")
    .sort((one, other) => ((one.published_at ?? "") < (other.published_at ?? "") ? 1 : -1));
  return (
    <>
      {!shelf.whole && <p class="muted">{t("not-whole", { n: shelf.rows.length })}</p>}
      <Section title={t("drafts")}>
        {drafts.length === 0 ? (
          <Empty title={t("no-drafts")}>
            <p>{t("no-drafts-about")}</p>
          </Empty>
        ) : (
          <Table
            caption={t("drafts")}
            columns={columns(false)}
            rows={drafts}
            keyOf={(row) => row.prompt_id}
          />
        )}
      </Section>
      {earlier.length > 0 && (
        <Section title={t("earlier")}>
          <Table
            caption={t("earlier")}
            columns={columns(true)}
            rows={earlier}
            keyOf={(row) => row.prompt_id}
          />
        </Section>
      )}
      <Section title={t("packaged")}>
        <p class="muted">{t("packaged-about")}</p>
        <ul class="row prompts-packaged">
          {[...shelf.packaged].reverse().map((version) => (
            <li key={version}>
              <a href={`/prompts/${version}`}>{version}</a>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function columns(arePublished: boolean): Column<Row>[] {
  const made: Column<Row>[] = [
    {
      key: "version",
      head: t("version"),
      heads: true,
      cell: (row) => (
        <span class="row">
          <a class="prompts-name" href={`/prompts/${row.prompt_id}`}>
            {row.version}
          </a>
          {row.taken_back_at !== null && <Badge tone="warn">{t("taken-back")}</Badge>}
        </span>
      ),
    },
    {
      key: "note",
      head: t("note"),
      cell: (row) => <span class="said prompts-note">{row.note || "–"}</span>,
    },
    { key: "base", head: t("based-on"), cell: (row) => row.based_on || "–" },
    { key: "by", head: t("made-by"), cell: (row) => row.created_by },
    { key: "at", head: t("made-at"), cell: (row) => dateTime(row.created_at) },
  ];
  if (!arePublished) return made;
  return [
    ...made,
    { key: "pby", head: t("published-by-head"), cell: (row) => row.published_by },
    {
      key: "pat",
      head: t("published-at"),
      cell: (row) => (row.published_at === null ? "–" : dateTime(row.published_at)),
    },
  ];
}
