// The workers: their load, how each of them finds its dependencies, and for admins how much
// they log.
import type { components } from "@/api/schema";
import { locale } from "@/i18n";
import { Badge } from "@/ui/bits";
import { ago, count } from "@/ui/format";
import { Section } from "@/ui/page";
import { Empty } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { LogLevel } from "./loglevel";
import { Light } from "./light";
import { t } from "./messages";
import { partWord } from "./partmessages";

type Health = components["schemas"]["HealthTold"];
type Worker = components["schemas"]["WorkerTold"];

export function Workers(props: { health: Health; nowMs: number; isAdmin: boolean }) {
  const { health, nowMs, isAdmin } = props;
  if (health.workers.length === 0) {
    const state = health.dependencies.find((each) => each.name === "workers")?.state;
    return (
      <Section title={t("worker-table")}>
        <Empty title={t(state === "down" ? "no-workers" : "workers-unknown")} />
      </Section>
    );
  }
  const columns = [
    ...aboutWorkers(nowMs),
    ...(isAdmin ? [logLevel] : []),
    ...dependenciesOf(health.workers).map((name) => dependency(name, health)),
  ];
  return (
    <Section title={t("worker-table")}>
      <div class="health-workers">
        <Table
          caption={t("worker-table")}
          rows={health.workers}
          keyOf={(row) => row.worker}
          columns={columns}
        />
      </div>
      {isAdmin && <p class="muted small">{t("level-about")}</p>}
    </Section>
  );
}

function aboutWorkers(nowMs: number): readonly Column<Worker>[] {
  return [
    {
      key: "worker",
      head: t("worker"),
      heads: true,
      cell: (row) => (
        <>
          <span class="said">{row.worker}</span>{" "}
          {row.draining && <Badge tone="warn">{t("leaving")}</Badge>}
          <span class="muted small health-address">
            {row.version} · {row.address}
          </span>
        </>
      ),
    },
    {
      key: "load",
      head: t("load"),
      number: true,
      cell: (row) => t("load-of", { load: count(row.load), capacity: count(row.capacity) }),
    },
    {
      key: "beat",
      head: t("beat"),
      cell: (row) => ago(row.beat_s, Math.max(nowMs, row.beat_s * 1_000)),
    },
  ];
}

function dependency(name: string, health: Health): Column<Worker> {
  return {
    key: name,
    head: partWord(`worker.${name}`),
    cell: (row) => {
      const sentence = row.health[name];
      if (sentence === undefined) return "–";
      if (sentence === "") return <Light state="ok" />;
      return (
        <>
          <Light state="degraded" />{" "}
          <span class="small said health-sentence">{inOurLanguage(sentence, health)}</span>
        </>
      );
    },
  };
}

const logLevel: Column<Worker> = {
  key: "level",
  get head() {
    return t("log-level");
  },
  cell: (row) => <LogLevel worker={row.worker} />,
};

/** Workers tell English; the same sentence stands among the parts in all languages. */
export function inOurLanguage(sentence: string, health: Health): string {
  const known = health.dependencies.find((each) => each.hears.en === sentence);
  return known?.hears[locale.value] ?? sentence;
}

/** Return every dependency that some worker tells of. */
export function dependenciesOf(workers: readonly Worker[]): readonly string[] {
  return [...new Set(workers.flatMap((each) => Object.keys(each.health)))];
}
