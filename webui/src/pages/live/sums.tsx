// The numbers above the board: how the house stands now.
import type { Feed, LiveCall } from "@/live/feed";
import { count, millis } from "@/ui/format";
import { SLOW_MS } from "./filter";
import { t } from "./messages";

export function Sums({ feed, calls }: { feed: Feed; calls: readonly LiveCall[] }) {
  const operators = feed.operators.value;
  const workers = feed.workers.value;
  const free = operators.filter((each) => each.presence === "free").length;
  const load = sum(workers.map((each) => each.load));
  const capacity = sum(workers.map((each) => each.capacity));
  const p95 = p95Of(calls);
  return (
    <dl class="live-sums">
      <div>
        <dt>{t("table")}</dt>
        <dd>{count(calls.length)}</dd>
      </div>
      <div title={t("p95-about")}>
        <dt>{t("p95")}</dt>
        <dd class={p95 !== null && p95 > SLOW_MS ? "live-slow" : undefined}>{millis(p95)}</dd>
      </div>
      <div>
        <dt>{t("places")}</dt>
        <dd>{t("places-of", { load, capacity })}</dd>
      </div>
      <div>
        <dt>{t("operators")}</dt>
        <dd>{t("free-of", { free, n: operators.length })}</dd>
      </div>
    </dl>
  );
}

/** Return the 95th percentile of the calls' last answers; null before the first. */
export function p95Of(calls: readonly LiveCall[]): number | null {
  const took = calls.map((each) => each.turn_ms).filter((each) => each > 0);
  took.sort((a, b) => a - b);
  return took[Math.max(0, Math.ceil(took.length * 0.95) - 1)] ?? null;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, each) => all + each, 0);
}
