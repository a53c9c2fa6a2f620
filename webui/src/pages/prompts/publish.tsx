// Publishing: what changes for callers and whether it was tried, shown before it is decided.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, ask } from "@/api/client";
import { DiffAgainst } from "./compare";
import { t } from "./messages";
import { inUse, type Prompt, type Runs, type Shelf, type Tagged } from "./reading";
import { LEAST_REASON, MOST_REASON } from "./rollback";
import { NoRunner, runOf, toneOf, useRuns } from "./runs";
import { Badge, Banner } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CheckField, TextField, wrongWith } from "@/ui/fields";
import { dateTime } from "@/ui/format";
import { Failed, Shown } from "@/ui/states";
import { t as shared } from "@/ui/messages";
import { tell } from "@/ui/telling";

interface PublishProps {
  readonly tagged: Tagged;
  readonly shelf: Shelf;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

interface Forced {
  readonly is: boolean;
  readonly reason: string;
}

export function Publish({ tagged, shelf, onDone, onClose }: PublishProps) {
  // what is published is what was shown: a newer version must be looked at first
  const [seen, setSeen] = useState({ tagged, used: inUse(shelf).version });
  const [forced, setForced] = useState<Forced>({ is: false, reason: "" });
  const { prompt, etag } = seen.tagged;
  const runs = useRuns(prompt.prompt_id);
  const passed = runs.data !== undefined && runOf(runs.data, prompt.sha)?.state === "passed";
  const force = passed || !forced.is ? null : forced.reason.trim();
  const act = usePublish(prompt, etag);
  const nowUsed = inUse(shelf).version;
  const isStale = tagged.etag !== etag || nowUsed !== seen.used;
  const isReady = passed || (force !== null && force.length >= LEAST_REASON);
  const submit = async () => {
    const told = await act.run(force);
    onDone();
    if (told === undefined) return;
    onClose();
    tell(t("published", { version: told.version }));
  };
  return (
    <Dialog title={t("publish-title", { version: prompt.version })} wide onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isStale && !act.busy) void submit();
        }}
      >
        <p>{t("publish-about", { version: prompt.version, used: seen.used })}</p>
        {isStale && (
          <Banner tone="warn" urgent>
            <span class="grow">{t("publish-stale")}</span>
            <Button onClick={() => setSeen({ tagged, used: nowUsed })}>{t("show-new")}</Button>
          </Banner>
        )}
        <h3>{t("part-runs")}</h3>
        <Shown asked={runs}>
          {(data) => <Tried runs={data} prompt={prompt} onLeave={onClose} />}
        </Shown>
        {runs.data !== undefined && !passed && (
          <Force forced={forced} wrong={wrongWith(act.problem, "body.force")} onInput={setForced} />
        )}
        <h3>{t("changes-for-callers", { used: seen.used })}</h3>
        <DiffAgainst tagged={seen.tagged} against={seen.used} />
        {act.problem !== null && <Failed problem={act.problem} />}
        <div class="row row-end prompts-publish-foot">
          <Button onClick={onClose}>{shared("cancel")}</Button>
          <Button
            type="submit"
            kind={passed ? "primary" : "danger"}
            busy={act.busy}
            disabled={!isReady || isStale}
          >
            {passed ? t("publish") : t("publish-untried")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function usePublish(prompt: Prompt, etag: string) {
  return useAct((key, force: string | null) => {
    const header = { "Idempotency-Key": key, "If-Match": etag };
    const params = { path: { prompt_id: prompt.prompt_id }, header };
    const body = force === null ? {} : { force };
    return ask(api.POST("/api/v1/prompts/{prompt_id}/publish", { params, body }));
  });
}

function Tried(props: { runs: Runs; prompt: Prompt; onLeave: () => void }) {
  const { runs, prompt, onLeave } = props;
  const run = runOf(runs, prompt.sha);
  return (
    <>
      <p class="row">
        {run === null ? (
          <Badge tone="warn">{t("not-tried")}</Badge>
        ) : (
          <>
            <Badge tone={toneOf(run.state)}>{t(`run-${run.state}`)}</Badge>
            <span>{t("run-asked", { who: run.asked_by, when: dateTime(run.asked_at) })}</span>
          </>
        )}
        <a href={`/prompts/${prompt.prompt_id}?part=runs`} onClick={onLeave}>
          {t("to-runs")}
        </a>
      </p>
      {run === null && !runs.runner_there && <NoRunner seenAt={runs.runner_seen_at} />}
    </>
  );
}

function Force(props: {
  forced: Forced;
  wrong: string | undefined;
  onInput: (forced: Forced) => void;
}) {
  const { forced, onInput } = props;
  return (
    <>
      <CheckField
        label={t("force")}
        value={forced.is}
        onInput={(is) => onInput({ ...forced, is })}
      />
      {forced.is && (
        <TextField
          label={t("reason")}
          hint={t("force-hint", { n: LEAST_REASON })}
          wrong={props.wrong}
          value={forced.reason}
          maxLength={MOST_REASON}
          onInput={(reason) => onInput({ ...forced, reason })}
        />
      )}
    </>
  );
}
