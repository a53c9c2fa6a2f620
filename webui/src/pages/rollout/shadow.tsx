// The shadow: both arms hear the same utterances, and the candidate is compared with control.
import { wilson, type Bounded } from "./bounds";
import { boundsText, Interval, scaleOf } from "./interval";
import { t } from "./messages";
import { share } from "./quality";
import type { Rollout } from "./reading";
import { Facts } from "@/ui/bits";
import { count, money, percent } from "@/ui/format";
import { Section } from "@/ui/page";
import { Empty } from "@/ui/states";
import { Table } from "@/ui/table";

interface Seen {
  readonly key: string;
  readonly name: string;
  readonly bounded: Bounded;
  readonly n: number;
  readonly limit: number | undefined;
}

export function Shadow({ rollout }: { rollout: Rollout }) {
  const { compared } = rollout;
  const asked = compared.utterances + compared.failures;
  if (asked === 0)
    return (
      <Section title={t("shadow")}>
        <Empty title={t("no-shadow")}>
          <p>{t("no-shadow-about")}</p>
        </Empty>
      </Section>
    );
  const known = (value: number | null) => (value === null ? "–" : percent(value));
  return (
    <Section title={t("shadow")}>
      <p class="muted">{t("compared-about")}</p>
      <Table
        caption={t("shadow")}
        keyOf={(row) => row.key}
        rows={rowsOf(rollout)}
        columns={[
          { key: "name", head: t("measure"), heads: true, cell: (row) => row.name },
          { key: "seen", head: t("candidate"), cell: (row) => <SeenCell seen={row} /> },
          {
            key: "limit",
            head: t("limit"),
            cell: (row) => t("at-most", { most: share(row.limit) }),
          },
        ]}
      />
      <Facts
        facts={[
          [t("compared-n"), count(compared.utterances)],
          [t("cer"), known(compared.cer)],
          [t("recall"), known(compared.recall)],
          [t("precision"), known(compared.precision)],
          [t("shadow-cost"), money(compared.cost_micros)],
        ]}
      />
    </Section>
  );
}

function rowsOf({ compared, plan }: Rollout): Seen[] {
  const asked = compared.utterances + compared.failures;
  const wer = compared.wer;
  // the words of one utterance are right or wrong together: the guard's sample is utterances
  const words =
    wer === null ? wilson(0, 0) : wilson(wer * compared.utterances, compared.utterances);
  return [
    {
      key: "failures",
      name: t("failed"),
      bounded: wilson(compared.failures, asked),
      n: asked,
      limit: plan.limits["failed_most"],
    },
    {
      key: "wer",
      name: t("wer"),
      bounded: { ...words, share: wer },
      n: compared.utterances,
      limit: plan.limits["wer_most"],
    },
  ];
}

function SeenCell({ seen }: { seen: Seen }) {
  const { bounded, limit, n } = seen;
  if (bounded.share === null) return <span class="muted">{t("no-sample")}</span>;
  return (
    <div class="rollout-cell">
      <Interval bounded={bounded} scale={scaleOf([bounded.high, limit ?? 0])} limit={limit} />
      <span>
        <strong>{percent(bounded.share)}</strong>{" "}
        <span class="muted">{t("of-utterances", { n })}</span>
      </span>
      <span class="small muted">{boundsText(bounded)}</span>
    </div>
  );
}
