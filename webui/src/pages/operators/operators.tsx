// Who is there: every operator with his presence; supervisors make and change them.
import { useState } from "preact/hooks";
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { Badge } from "@/ui/bits";
import { Button } from "@/ui/button";
import { useEvery } from "@/ui/every";
import { SelectField, TextField } from "@/ui/fields";
import { ago } from "@/ui/format";
import { goQuery, place } from "@/ui/router";
import { Empty, Shown } from "@/ui/states";
import { More, Table, type Column } from "@/ui/table";
import { Frame } from "./frame";
import { t } from "./messages";
import { Mine } from "./mine";
import { OperatorDialog } from "./operatordialog";
import { PresenceDialog } from "./presencedialog";
import { RemoveOperator } from "./removeoperator";
import { mayManage, mayWork } from "./roles";
import { PRESENCE_TONES, presenceReason, PRESENCES, type Presence } from "./words";

export type Operator = components["schemas"]["OperatorTold"];
type Open = { is: "add" } | { is: "edit" | "remove" | "presence"; of: Operator } | null;

const EVERY_MS = 10_000; // presence changes while one looks at it
const SHOWN_AT_ONCE = 100;

export function Operators() {
  const asked = useAsk("operators", (signal) => ask(api.GET("/api/v1/operators", { signal })));
  const [open, setOpen] = useState<Open>(null);
  useEvery(EVERY_MS, asked.again);
  const close = () => setOpen(null);
  const done = () => {
    close();
    asked.again();
  };
  const add = <Button onClick={() => setOpen({ is: "add" })}>{t("add")}</Button>;
  return (
    <Frame part="operators" actions={mayManage() ? add : undefined}>
      <Shown asked={asked}>
        {({ items }) => (
          <>
            {mayWork() && <Mine all={items} onSet={asked.again} />}
            <Listed operators={items} onOpen={setOpen} />
          </>
        )}
      </Shown>
      {open?.is === "add" && <OperatorDialog of={null} onDone={done} onClose={close} />}
      {open?.is === "edit" && <OperatorDialog of={open.of} onDone={done} onClose={close} />}
      {open?.is === "remove" && <RemoveOperator of={open.of} onDone={done} onClose={close} />}
      {open?.is === "presence" && <PresenceDialog of={open.of} onDone={done} onClose={close} />}
    </Frame>
  );
}

function Listed(props: { operators: readonly Operator[]; onOpen: (open: Open) => void }) {
  const { operators, onOpen } = props;
  const [most, setMost] = useState(SHOWN_AT_ONCE);
  if (operators.length === 0)
    return (
      <Empty title={t("none")}>
        <p>{t("none-about")}</p>
      </Empty>
    );
  const found = matching(operators, place.value.query);
  return (
    <>
      <Narrow operators={operators} />
      {found.length === 0 ? (
        <Empty title={t("none-match")} />
      ) : (
        <Table
          caption={t("operators")}
          columns={columns(onOpen)}
          rows={found.slice(0, most)}
          keyOf={(row) => row.operator_id}
        />
      )}
      <More there={found.length > most} busy={false} onMore={() => setMost(most + SHOWN_AT_ONCE)} />
    </>
  );
}

/** Those whom the address describes: the server tells all of them at once. */
export function matching(operators: readonly Operator[], query: URLSearchParams): Operator[] {
  const name = (query.get("name") ?? "").trim().toLowerCase();
  const presence = query.get("presence") ?? "";
  return operators.filter(
    (each) =>
      (name === "" || `${each.name}\n${each.interface}`.toLowerCase().includes(name)) &&
      (presence === "" || each.presence === presence),
  );
}

function Narrow({ operators }: { operators: readonly Operator[] }) {
  const { query } = place.value;
  const many = (presence: Presence) =>
    operators.filter((each) => each.presence === presence).length;
  return (
    <div class="row operators-narrow">
      <ul class="row grow operators-counts" aria-label={t("presence")}>
        {PRESENCES.map((each) => (
          <li key={each}>
            <Badge tone={PRESENCE_TONES[each]}>{t(`n-${each}`, { n: many(each) })}</Badge>
          </li>
        ))}
      </ul>
      <SelectField<string>
        label={t("presence")}
        bare
        value={query.get("presence") ?? ""}
        options={[["", t("any")], ...PRESENCES.map((each) => [each, t(each)] as const)]}
        onInput={(presence) => goQuery({ presence })}
      />
      <TextField
        label={t("filter")}
        bare
        type="search"
        placeholder={t("filter")}
        value={query.get("name") ?? ""}
        maxLength={100}
        onInput={(name) => goQuery({ name })}
      />
    </div>
  );
}

function columns(onOpen: (open: Open) => void): readonly Column<Operator>[] {
  const all: Column<Operator>[] = [
    { key: "name", head: t("name"), heads: true, cell: (row) => <Named row={row} /> },
    { key: "presence", head: t("presence"), cell: (row) => <Present row={row} /> },
    { key: "since", head: t("since"), cell: (row) => ago(row.since) },
    {
      key: "seen",
      head: t("seen"),
      cell: (row) => (row.seen_at === null ? t("never") : ago(row.seen_at)),
    },
    { key: "queues", head: t("queues"), cell: (row) => <Words words={row.queues} /> },
    { key: "skills", head: t("skills"), cell: (row) => <Words words={row.skills} /> },
  ];
  if (mayManage())
    all.push({
      key: "acts",
      head: t("acts"),
      cell: (row) => <Acts row={row} onOpen={onOpen} />,
    });
  return all;
}

function Named({ row }: { row: Operator }) {
  return (
    <div class="operators-two">
      <strong class="said" dir="auto">
        {row.name}
      </strong>
      <span class="muted small mono said">{row.interface}</span>
    </div>
  );
}

function Present({ row }: { row: Operator }) {
  return (
    <div class="operators-two">
      <span>
        <Badge tone={PRESENCE_TONES[row.presence]}>{t(row.presence)}</Badge>
      </span>
      {row.reason !== "" && (
        <span class="muted small said" dir="auto">
          {presenceReason(row.reason)}
        </span>
      )}
    </div>
  );
}

function Words({ words }: { words: readonly string[] }) {
  return (
    <span class="said" dir="auto">
      {words.join(", ")}
    </span>
  );
}

function Acts({ row, onOpen }: { row: Operator; onOpen: (open: Open) => void }) {
  const { name } = row;
  return (
    <div class="row">
      <Button
        label={t("presence-of", { name })}
        onClick={() => onOpen({ is: "presence", of: row })}
      >
        {t("set-presence")}
      </Button>
      <Button label={t("edit-of", { name })} onClick={() => onOpen({ is: "edit", of: row })}>
        {t("edit")}
      </Button>
      <Button
        kind="danger"
        label={t("remove-ask", { name })}
        onClick={() => onOpen({ is: "remove", of: row })}
      >
        {t("remove")}
      </Button>
    </div>
  );
}
