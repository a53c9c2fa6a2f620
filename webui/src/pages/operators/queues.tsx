// The queues, who works for them, and how each did in a period.
import { useState } from "preact/hooks";
import { useAsk, type Asked } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { Button } from "@/ui/button";
import { SelectField } from "@/ui/fields";
import { clock, count, percent } from "@/ui/format";
import { goQuery, place } from "@/ui/router";
import { Empty, Failed, Shown } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { Frame, PARTS } from "./frame";
import { tl } from "./listmessages";
import { t } from "./messages";
import { periodOf, periodOptions, sinceOf, type Period } from "./period";
import { QueueDialog, RemoveQueue } from "./queuedialog";
import { mayManage } from "./roles";

export type Queue = components["schemas"]["QueueTold"];
export type Report = components["schemas"]["ReportTold"];
type Reports = Readonly<Record<string, Report>>;
type Open = { is: "add" } | { is: "edit" | "remove"; of: Queue } | null;

export const MOST_REPORTS = 30; // each is a question of its own
const AT_ONCE = 4;

export function Queues() {
  const asked = useAsk("queues", (signal) => ask(api.GET("/api/v1/queues", { signal })));
  const [open, setOpen] = useState<Open>(null);
  const period = periodOf(place.value.query.get("period"), "24h" as const);
  const close = () => setOpen(null);
  const done = () => {
    close();
    asked.again();
  };
  const add = <Button onClick={() => setOpen({ is: "add" })}>{tl("add-queue")}</Button>;
  return (
    <Frame part="queues" actions={mayManage() ? add : undefined}>
      <Shown asked={asked}>
        {({ items }) => <Listed queues={items} period={period} onOpen={setOpen} />}
      </Shown>
      {open?.is === "add" && <QueueDialog of={null} onDone={done} onClose={close} />}
      {open?.is === "edit" && <QueueDialog of={open.of} onDone={done} onClose={close} />}
      {open?.is === "remove" && <RemoveQueue of={open.of} onDone={done} onClose={close} />}
    </Frame>
  );
}

interface ListedProps {
  queues: readonly Queue[];
  period: Period;
  onOpen: (open: Open) => void;
}

function Listed({ queues, period, onOpen }: ListedProps) {
  const reports = useReports(queues, period);
  if (queues.length === 0)
    return (
      <Empty title={tl("no-queues")}>
        <p>{tl("no-queues-about")}</p>
      </Empty>
    );
  return (
    <>
      <div class="row operators-narrow">
        <p class="grow muted">
          {queues.length > MOST_REPORTS && tl("report-limit", { n: MOST_REPORTS })}
        </p>
        <SelectField<Period>
          label={tl("period")}
          bare
          value={period}
          options={periodOptions()}
          onInput={(wanted) => goQuery({ period: wanted }, {})}
        />
        <Button busy={reports.loading} onClick={reports.again}>
          {t("refresh")}
        </Button>
      </div>
      {reports.problem !== null && <Failed problem={reports.problem} again={reports.again} />}
      <Table
        caption={tl("queues-report", { period: tl(`period-${period}`) })}
        columns={columns(reports.data ?? {}, period, onOpen)}
        rows={queues}
        keyOf={(row) => row.queue}
      />
    </>
  );
}

function useReports(queues: readonly Queue[], period: Period): Asked<Reports> {
  const names = queues.slice(0, MOST_REPORTS).map((each) => each.queue);
  const levels = queues.map((each) => each.version).join(" ");
  return useAsk(`${period} ${names.join(" ")} ${levels}`, async (signal) => {
    const since = sinceOf(period, Date.now());
    const told: Record<string, Report> = {};
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const some = names.slice(at, at + AT_ONCE).map((queue) =>
        ask(
          api.GET("/api/v1/queues/{queue}/report", {
            params: { path: { queue }, query: { since } },
            signal,
          }),
        ),
      );
      for (const report of await Promise.all(some)) told[report.queue] = report;
    }
    return told;
  });
}

function columns(
  reports: Reports,
  period: Period,
  onOpen: (open: Open) => void,
): readonly Column<Queue>[] {
  const number = (key: string, head: string, cell: (report: Report) => string): Column<Queue> => ({
    key,
    head,
    number: true,
    cell: ({ queue }) => {
      const report = reports[queue];
      return report === undefined ? "–" : cell(report);
    },
  });
  const all: Column<Queue>[] = [
    { key: "queue", head: tl("queue"), heads: true, cell: (row) => <Named {...{ row, period }} /> },
    { key: "operators", head: tl("operators"), cell: staffed },
    number("handed", tl("handed"), (report) => count(report.handed_over)),
    number("answered", tl("answered"), answered),
    number("abandoned", tl("abandoned"), (report) => count(report.abandoned)),
    number("other", tl("other"), (report) => count(report.other)),
    number("p50", tl("wait-p50"), (report) => seconds(report.wait_p50_s)),
    number("p95", tl("wait-p95"), (report) => seconds(report.wait_p95_s)),
    number("level", tl("level"), level),
  ];
  if (mayManage())
    all.push({ key: "acts", head: t("acts"), cell: (row) => <Acts row={row} onOpen={onOpen} /> });
  return all;
}

function staffed({ free, operators }: Queue): string {
  return tl("free-of", { free, n: operators });
}

function answered(report: Report): string {
  const share = report.answered_share === null ? "" : ` (${percent(report.answered_share, 0)})`;
  return count(report.answered) + share;
}

function level(report: Report): string {
  if (report.service_level === null) return "–";
  const share = percent(report.service_level, 0);
  return tl("level-of", { share, s: report.service_level_s });
}

function seconds(value: number | null): string {
  return value === null ? "–" : clock(value);
}

function Named({ row, period }: { row: Queue; period: Period }) {
  const query = new URLSearchParams({ period, queue: row.queue }).toString();
  return (
    <div class="operators-two">
      <a
        href={`${PARTS.handovers}?${query}`}
        title={tl("see-handovers", { queue: row.queue })}
        class="said operators-link"
        dir="auto"
      >
        {row.title === "" ? row.queue : row.title}
      </a>
      <span class="muted small said">
        {[row.title === "" ? "" : row.queue, row.skills.join(", ")]
          .filter((each) => each !== "")
          .join(" · ")}
      </span>
    </div>
  );
}

function Acts({ row, onOpen }: { row: Queue; onOpen: (open: Open) => void }) {
  return (
    <div class="row">
      <Button
        label={t("edit-of", { name: row.queue })}
        onClick={() => onOpen({ is: "edit", of: row })}
      >
        {t("edit")}
      </Button>
      <Button
        kind="danger"
        label={tl("queue-remove-ask", { name: row.queue })}
        onClick={() => onOpen({ is: "remove", of: row })}
      >
        {t("remove")}
      </Button>
    </div>
  );
}
