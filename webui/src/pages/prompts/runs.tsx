// Regression runs: asked for, watched, and read when they are over.
import { useEffect, useRef } from "preact/hooks";
import { useAct, useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import { editOf } from "./edits";
import { t } from "./messages";
import type { Prompt, Run, Runs } from "./reading";
import { reportOf } from "./report";
import { ReportShown } from "./reportview";
import { Badge, Banner, type Tone } from "@/ui/bits";
import { Button } from "@/ui/button";
import { useEvery } from "@/ui/every";
import { ago, clock, dateTime } from "@/ui/format";
import { Section } from "@/ui/page";
import { Empty, Failed, Shown } from "@/ui/states";
import { tell } from "@/ui/telling";

const WATCH_MS = 2_000;
const REST_MS = 15_000;

export function useRuns(promptId: string) {
  const asked = useAsk(`runs ${promptId}`, (signal) => {
    const params = { path: { prompt_id: promptId } };
    return ask(api.GET("/api/v1/prompts/{prompt_id}/regressions", { params, signal }));
  });
  const isOpen = asked.data?.items.some(isRunning) ?? false;
  useEvery(isOpen ? WATCH_MS : REST_MS, () => {
    if (!asked.loading) asked.again();
  });
  return asked;
}

export function isRunning(run: Run): boolean {
  return run.state === "queued" || run.state === "running";
}

/** The run that counts for publishing: of exactly these texts, one that passed before others. */
export function runOf(runs: Runs, sha: string): Run | null {
  const mine = runs.items.filter((run) => run.sha === sha);
  return mine.find((run) => run.state === "passed") ?? mine[0] ?? null;
}

export function RunsPart({ prompt }: { prompt: Prompt }) {
  const asked = useRuns(prompt.prompt_id);
  const act = useAct((key) => {
    const params = { path: { prompt_id: prompt.prompt_id }, header: { "Idempotency-Key": key } };
    return ask(api.POST("/api/v1/prompts/{prompt_id}/regressions", { params }));
  });
  useTellEnd(asked.data);
  const isBusy = asked.data?.items.some((run) => run.sha === prompt.sha && isRunning(run)) ?? false;
  const start = async () => {
    await act.run();
    asked.again();
  };
  return (
    <Section
      title={t("part-runs")}
      actions={
        <Button kind="primary" busy={act.busy} disabled={isBusy} onClick={() => void start()}>
          {isBusy ? t("run-is-open") : t("run")}
        </Button>
      }
    >
      <p class="muted">{t("runs-about")}</p>
      {editOf(prompt.prompt_id) !== null && <p>{t("runs-of-saved")}</p>}
      {act.problem !== null && <Failed problem={act.problem} />}
      <Shown asked={asked}>
        {(runs) => (
          <>
            {!runs.runner_there && <NoRunner seenAt={runs.runner_seen_at} />}
            {runs.items.length === 0 && <Empty title={t("no-runs")} />}
            {runs.items.map((run, at) => (
              <OneRun key={run.run_id} run={run} sha={prompt.sha} isFirst={at === 0} />
            ))}
          </>
        )}
      </Shown>
    </Section>
  );
}

/** Say it when a run that was watched is over. */
function useTellEnd(runs: Runs | undefined): void {
  const open = useRef(new Set<string>());
  useEffect(() => {
    for (const run of runs?.items ?? [])
      if (isRunning(run)) open.current.add(run.run_id);
      else if (open.current.delete(run.run_id))
        tell(t(`run-ended-${run.state}` as "run-ended-passed"), toneOf(run.state));
  }, [runs]);
}

export function NoRunner({ seenAt }: { seenAt: string | null }) {
  return (
    <Banner tone="warn">
      <span>
        {t("no-runner")}{" "}
        {seenAt === null ? t("runner-never") : t("runner-seen", { when: ago(seenAt) })}
      </span>
      <code>python -m chaos.prompts work --database …</code>
    </Banner>
  );
}

export function toneOf(state: Run["state"]): Tone {
  if (state === "passed") return "good";
  return state === "failed" || state === "broken" ? "bad" : "info";
}

function OneRun({ run, sha, isFirst }: { run: Run; sha: string; isFirst: boolean }) {
  const isCurrent = run.sha === sha;
  return (
    <details class="prompts-run" open={isFirst}>
      <summary>
        <span class="row prompts-run-head">
          <Badge tone={toneOf(run.state)}>
            {isRunning(run) && <span class="spinner" aria-hidden="true" />}
            {t(`run-${run.state}`)}
          </Badge>
          <span>{t("run-asked", { who: run.asked_by, when: dateTime(run.asked_at) })}</span>
          {tookOf(run) !== null && <span class="muted">{tookOf(run)}</span>}
          {isCurrent ? (
            <Badge tone="info">{t("these-texts")}</Badge>
          ) : (
            <span class="muted">{t("earlier-texts")}</span>
          )}
        </span>
      </summary>
      {isRunning(run) ? (
        <p class="muted">{t(run.state === "queued" ? "run-waits" : "run-works")}</p>
      ) : (
        <ReportShown report={reportOf(run.report)} />
      )}
    </details>
  );
}

function tookOf(run: Run): string | null {
  if (run.started_at === null || run.ended_at === null) return null;
  return clock((Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1_000);
}
