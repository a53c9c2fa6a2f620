// What a regression run found: how many dialogues passed, and those that did not in full.
import { t } from "./messages";
import { failing, type Dialogue, type Rate, type Report, type Tries } from "./report";
import { Badge } from "@/ui/bits";
import { languageName, percent } from "@/ui/format";
import { Table, type Column } from "@/ui/table";

interface Played {
  readonly name: string;
  readonly played: number;
  readonly good: number;
  readonly floor: number | null;
}

export function ReportShown({ report }: { report: Report }) {
  const rows = playedOf(report);
  const bad = failing(report);
  return (
    <div class="stack">
      {rows.length > 0 && (
        <Table
          caption={t("what-was-played")}
          columns={columns()}
          rows={rows}
          keyOf={(row) => row.name}
        />
      )}
      {bad.length > 0 && (
        <section class="stack" aria-label={t("failing-dialogues")}>
          <h3>{t("failing-dialogues")}</h3>
          <ul class="stack prompts-failing">
            {bad.map((each) => (
              <Failing key={each.id} dialogue={each} />
            ))}
          </ul>
        </section>
      )}
      <Wrong report={report} />
    </div>
  );
}

function playedOf(report: Report): Played[] {
  const rows: Played[] = report.languages.map(rowOf);
  const more: [string, Tries | null][] = [
    [t("interrupted"), report.interrupted],
    [t("hostile"), report.hostile],
  ];
  for (const [name, tries] of more)
    if (tries !== null) rows.push({ name, ...tries, good: tries.played - tries.wrong, floor: 1 });
  return rows;
}

function rowOf({ language, played, passed, floor }: Rate): Played {
  return {
    name: t("dialogues-in", { language: languageName(language) }),
    played,
    good: passed,
    floor,
  };
}

function columns(): Column<Played>[] {
  return [
    { key: "name", head: t("tried"), heads: true, cell: (row) => row.name },
    {
      key: "good",
      head: t("passed-of"),
      number: true,
      cell: (row) => `${row.good} / ${row.played}`,
    },
    {
      key: "least",
      head: t("least"),
      number: true,
      cell: (row) => (row.floor === null ? "–" : percent(row.floor, 0)),
    },
    {
      key: "verdict",
      head: t("verdict"),
      cell: (row) => {
        if (row.played === 0) return t("not-played");
        const isGood = row.floor === null || row.good / row.played >= row.floor;
        return <Badge tone={isGood ? "good" : "bad"}>{t(isGood ? "enough" : "not-enough")}</Badge>;
      },
    },
  ];
}

function Failing({ dialogue }: { dialogue: Dialogue }) {
  return (
    <li class="stack">
      <strong class="mono">{dialogue.id}</strong>
      <ul lang="en">
        {dialogue.broken.map((why) => (
          <li key={why} class="said">
            <Badge tone="bad">{t("never-may")}</Badge> {why}
          </li>
        ))}
        {dialogue.missed.map((why) => (
          <li key={why} class="said">
            <Badge tone="warn">{t("should-have")}</Badge> {why}
          </li>
        ))}
      </ul>
    </li>
  );
}

/** All sentences of what is wrong, those of failing dialogues too: the runner chose them. */
function Wrong({ report }: { report: Report }) {
  const { wrong, wrongCount } = report;
  if (wrongCount === 0) return report.dialogues.length > 0 ? <p>{t("nothing-wrong")}</p> : null;
  return (
    <details open={report.dialogues.length === 0}>
      <summary>{t("wrong-count", { n: wrongCount })}</summary>
      <ul lang="en" class="prompts-wrong">
        {wrong.map((each, at) => (
          <li key={at} class="said">
            {each}
          </li>
        ))}
      </ul>
      {wrongCount > wrong.length && (
        <p class="muted">{t("wrong-more", { n: wrongCount - wrong.length })}</p>
      )}
    </details>
  );
}
