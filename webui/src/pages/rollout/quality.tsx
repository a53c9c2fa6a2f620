// How both arms do on live calls: rates with their samples and bounds, latency, cost.
import type { ComponentChildren } from "preact";
import { excess, verdictOf, type Bounded } from "./bounds";
import { boundsText, Interval, pointsText, scaleOf, type Scale } from "./interval";
import { t } from "./messages";
import type { Arm, Rollout } from "./reading";
import { Badge, type Tone } from "@/ui/bits";
import { count, millis, money, percent } from "@/ui/format";
import { Section } from "@/ui/page";
import { Table, type Column } from "@/ui/table";

interface Measure {
  readonly key: string;
  readonly name: string;
  readonly about: string;
  readonly control: ComponentChildren;
  readonly candidate: ComponentChildren;
  readonly difference: ComponentChildren;
  readonly limit: string;
}

const RATES = ["failed", "empty", "hallucinated"] as const;
type RateName = (typeof RATES)[number];

export function Quality({ rollout }: { rollout: Rollout }) {
  const least = rollout.plan.limits["least_n"] ?? 0;
  const rows = [
    sample(rollout),
    ...RATES.map((name) => rate(rollout, name)),
    ...latencies(rollout),
    cost(rollout),
  ];
  return (
    <Section title={t("quality")}>
      <p class="muted">{t("quality-about", { least: String(least) })}</p>
      <Table caption={t("quality")} columns={columns()} rows={rows} keyOf={(row) => row.key} />
      <Legend />
    </Section>
  );
}

function columns(): Column<Measure>[] {
  return [
    {
      key: "name",
      head: t("measure"),
      heads: true,
      cell: (row) => (
        <>
          {row.name}
          <span class="rollout-about muted small">{row.about}</span>
        </>
      ),
    },
    { key: "control", head: t("control"), cell: (row) => row.control },
    { key: "candidate", head: t("candidate"), cell: (row) => row.candidate },
    { key: "difference", head: t("difference"), cell: (row) => row.difference },
    { key: "limit", head: t("limit"), cell: (row) => row.limit },
  ];
}

function sample({ control, candidate, plan }: Rollout): Measure {
  const least = plan.limits["least_n"] ?? 0;
  const isSmall = candidate.utterances < least;
  return {
    key: "sample",
    name: t("utterances"),
    about: t("utterances-about"),
    control: count(control.utterances),
    candidate: count(candidate.utterances),
    difference: isSmall ? <Badge tone="warn">{t("too-few")}</Badge> : "",
    limit: t("least-n", { n: least }),
  };
}

function rate({ control, candidate, plan }: Rollout, name: RateName): Measure {
  const [theirs, mine] = [control[name], candidate[name]];
  const most = plan.limits[`${name}_most`];
  const over = plan.limits[`${name}_over`];
  const seen = [theirs, mine].filter((each) => each.n > 0).map((each) => each.high);
  const scale = scaleOf([...seen, most ?? 0]);
  const difference = excess(mine, theirs);
  return {
    key: name,
    name: t(name),
    about: t(`${name}-about`),
    control: <RateCell rate={theirs} scale={scale} limit={undefined} />,
    candidate: <RateCell rate={mine} scale={scale} limit={most} />,
    difference: difference === null ? "–" : <Difference difference={difference} limit={over} />,
    limit: t("limit-rate", { most: share(most), over: share(over) }),
  };
}

function RateCell(props: { rate: Arm["failed"]; scale: Scale; limit: number | undefined }) {
  const { rate, scale, limit } = props;
  if (rate.share === null) return <span class="muted">{t("no-sample")}</span>;
  return (
    <div class="rollout-cell">
      <Interval bounded={rate} scale={scale} limit={limit} />
      <span>
        <strong>{percent(rate.share)}</strong>{" "}
        <span class="muted">{t("hits-of", { hits: count(rate.hits), n: rate.n })}</span>
      </span>
      <span class="small muted">{boundsText(rate)}</span>
    </div>
  );
}

function Difference({ difference, limit }: { difference: Bounded; limit: number | undefined }) {
  const verdict = verdictOf(difference);
  const tones: Record<typeof verdict, Tone> = {
    better: "good",
    worse: "bad",
    unsure: "plain",
    none: "plain",
  };
  const scale = scaleOf([difference.low, difference.high, limit ?? 0]);
  return (
    <div class="rollout-cell">
      <Interval bounded={difference} scale={scale} limit={limit} tone={tones[verdict]} />
      <span class="row">
        <strong>{pointsText(difference.share ?? 0)}</strong>
        {verdict !== "none" && <Badge tone={tones[verdict]}>{t(verdict)}</Badge>}
      </span>
      <span class="small muted">
        {t("from-to", { low: pointsText(difference.low), high: pointsText(difference.high) })}
      </span>
    </div>
  );
}

function latencies({ control, candidate, plan }: Rollout): Measure[] {
  const most = plan.limits["p95_ms_most"];
  const factor = plan.limits["p95_over_factor"];
  const limit = t("limit-p95", {
    most: millis(most),
    factor: factor === undefined ? "–" : count(factor, 1),
  });
  return (["p50_ms", "p95_ms"] as const).map((name) => ({
    key: name,
    name: t(name),
    about: t("latency-about"),
    control: <Milliseconds value={control[name]} n={control.finals} />,
    candidate: <Milliseconds value={candidate[name]} n={candidate.finals} />,
    difference: apart(candidate[name], control[name], millis),
    limit: name === "p95_ms" ? limit : "–",
  }));
}

function Milliseconds({ value, n }: { value: number | null; n: number }) {
  if (value === null) return <span class="muted">{t("no-sample")}</span>;
  return (
    <>
      <strong>{millis(value)}</strong> <span class="muted">{t("of-finals", { n })}</span>
    </>
  );
}

function cost({ control, candidate, plan }: Rollout): Measure {
  const { micros_per_minute_most: most, micros_per_minute_factor: factor } = plan.limits;
  const parts = [most === undefined ? "–" : t("at-most", { most: money(most) })];
  if (factor) parts.push(t("times-control", { factor: count(factor, 1) }));
  return {
    key: "cost",
    name: t("cost"),
    about: t("cost-about"),
    control: <Cost arm={control} />,
    candidate: <Cost arm={candidate} />,
    difference: apart(candidate.micros_per_minute, control.micros_per_minute, money),
    limit: parts.join(", "),
  };
}

function Cost({ arm }: { arm: Arm }) {
  if (arm.micros_per_minute === null) return <span class="muted">{t("no-sample")}</span>;
  return (
    <>
      <strong>{money(arm.micros_per_minute)}</strong>
      {arm.unpriced > 0 && (
        <>
          {" "}
          <Badge tone="warn">{t("unpriced", { n: arm.unpriced })}</Badge>
        </>
      )}
    </>
  );
}

/** A difference without bounds: none are known of quantiles and costs. */
function apart(
  mine: number | null,
  theirs: number | null,
  shown: (value: number) => string,
): string {
  if (mine === null || theirs === null) return "–";
  const value = mine - theirs;
  return `${value > 0 ? "+" : ""}${shown(value)}`;
}

export function share(value: number | undefined): string {
  return value === undefined ? "–" : percent(value, 0);
}

export function Legend() {
  return (
    <p class="muted small row">
      <span class="rollout-legend rollout-legend-range" aria-hidden="true" /> {t("legend-range")}
      <span class="rollout-legend rollout-legend-limit" aria-hidden="true" /> {t("legend-limit")}
    </p>
  );
}
