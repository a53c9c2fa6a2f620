// Changing who is tried: another share, nobody for now, or on again after a roll-back.
import { useState } from "preact/hooks";
import { useAct } from "@/api/asking";
import { api, askTagged } from "@/api/client";
import { t } from "./messages";
import { stateOf, type Plan, type State } from "./reading";
import { oneOf, shareOf, STEPS } from "./shares";
import { Banner } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { TextField, wrongWith } from "@/ui/fields";
import { percent } from "@/ui/format";
import { tell } from "@/ui/telling";

export type Kind = "share" | "pause" | "resume";
export const MOST_REASON = 200;

interface Wanted {
  readonly percent: number;
  readonly shadow: number;
  readonly reason: string;
}

interface ChangeProps {
  readonly kind: Kind;
  readonly state: State;
  readonly onDone: (state: State) => void;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

export function Change({ kind, state, onDone, onAgain, onClose }: ChangeProps) {
  // what is changed is what was seen: the page behind is read again all the time
  const [seen, setSeen] = useState(state);
  const { plan } = seen.rollout;
  const [typed, setTyped] = useState(() => typedFrom(plan, kind));
  const wanted = wantedOf(typed, kind);
  const act = useAct((key, asked: Wanted) => send(kind, key, seen.etag, asked));
  const isStale = state.rollout.plan.version !== plan.version;
  const isSame = wanted !== null && kind === "share" && isShareOf(plan, wanted);
  const submit = async () => {
    if (wanted === null) return;
    const told = await act.run(wanted);
    if (told === undefined) {
      onAgain();
      return;
    }
    onDone(told);
    onClose();
    tell(sentenceOf(told.rollout.plan));
  };
  return (
    <Confirm
      title={t(`${kind}-title`)}
      act={t(`${kind}-act`)}
      busy={act.busy}
      problem={act.problem}
      disabled={wanted === null || isStale || isSame}
      onAct={() => void submit()}
      onClose={onClose}
    >
      <p>{t(`${kind}-says`)}</p>
      <p class="muted">{sentenceOf(plan)}</p>
      {isStale && <Stale now={state.rollout.plan} onSee={() => setSeen(state)} />}
      {kind !== "pause" && <Shares typed={typed} onInput={setTyped} />}
      {kind === "share" && wanted !== null && <Small state={seen} wanted={wanted} />}
      <TextField
        label={t("reason")}
        hint={t("reason-hint")}
        wrong={wrongWith(act.problem, "body.reason")}
        value={typed.reason}
        maxLength={MOST_REASON}
        onInput={(reason) => setTyped({ ...typed, reason })}
      />
    </Confirm>
  );
}

/** What is on now, in a sentence. */
export function sentenceOf(plan: Plan): string {
  if (plan.status === "off") return t("now-off");
  if (plan.status === "rolled-back") return t("now-rolled-back");
  return t("now-shares", {
    percent: percent(plan.percent / 100, 2),
    shadow: percent(plan.shadow_percent / 100, 2),
  });
}

interface Typed {
  readonly percent: string;
  readonly shadow: string;
  readonly reason: string;
}

function typedFrom(plan: Plan, kind: Kind): Typed {
  // after a roll-back nobody is on trial: a small share is proposed, not the old one
  if (kind === "resume") return { percent: "1", shadow: "0", reason: "" };
  return { percent: String(plan.percent), shadow: String(plan.shadow_percent), reason: "" };
}

function wantedOf(typed: Typed, kind: Kind): Wanted | null {
  const [share, shadow] = [shareOf(typed.percent), shareOf(typed.shadow)];
  const reason = typed.reason.trim();
  if (reason === "") return null;
  if (kind === "pause") return { percent: 0, shadow: 0, reason };
  return share === null || shadow === null ? null : { percent: share, shadow, reason };
}

function isShareOf(plan: Plan, wanted: Wanted): boolean {
  return wanted.percent === plan.percent && wanted.shadow === plan.shadow_percent;
}

async function send(kind: Kind, key: string, etag: string, asked: Wanted): Promise<State> {
  const { reason } = asked;
  const match = { "If-Match": etag };
  const once = { ...match, "Idempotency-Key": key };
  const shares = { percent: asked.percent, shadow_percent: asked.shadow, reason };
  if (kind === "share") {
    const params = { header: match };
    return stateOf(await askTagged(api.PUT("/api/v1/rollout/share", { params, body: shares })));
  }
  const params = { header: once };
  if (kind === "resume")
    return stateOf(await askTagged(api.POST("/api/v1/rollout/resume", { params, body: shares })));
  return stateOf(await askTagged(api.POST("/api/v1/rollout/pause", { params, body: { reason } })));
}

function Stale({ now, onSee }: { now: Plan; onSee: () => void }) {
  return (
    <Banner tone="warn" urgent>
      <span class="grow said">
        {t("stale", { who: now.changed_by, why: now.reason })} {sentenceOf(now)}
      </span>
      <Button onClick={onSee}>{t("stale-see")}</Button>
    </Banner>
  );
}

function Shares({ typed, onInput }: { typed: Typed; onInput: (typed: Typed) => void }) {
  return (
    <>
      <ShareField
        label={t("share")}
        about={t("of-callers")}
        value={typed.percent}
        onInput={(value) => onInput({ ...typed, percent: value })}
      />
      <ShareField
        label={t("shadow-share")}
        about={t("of-calls")}
        value={typed.shadow}
        onInput={(value) => onInput({ ...typed, shadow: value })}
      />
    </>
  );
}

function ShareField(props: {
  label: string;
  about: string;
  value: string;
  onInput: (value: string) => void;
}) {
  const { label, value, onInput } = props;
  const share = shareOf(value);
  const n = share === null ? null : oneOf(share);
  return (
    <div class="stack rollout-sharefield">
      <TextField
        label={t("in-percent", { what: label })}
        hint={n === null ? props.about : t("one-of", { about: props.about, n })}
        wrong={share === null ? t("share-wrong") : undefined}
        value={value}
        inputMode="decimal"
        autocomplete="off"
        maxLength={8}
        onInput={onInput}
      />
      <div class="row" role="group" aria-label={t("steps-of", { what: label })}>
        {STEPS.map((step) => (
          <Button key={step} pressed={share === step} onClick={() => onInput(String(step))}>
            {percent(step / 100, 0)}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** Widening on few utterances is allowed, and said. */
function Small({ state, wanted }: { state: State; wanted: Wanted }) {
  const { plan, candidate } = state.rollout;
  const least = plan.limits["least_n"] ?? 0;
  if (wanted.percent <= plan.percent || candidate.utterances >= least) return null;
  return <Banner tone="warn">{t("few", { n: candidate.utterances, least: String(least) })}</Banner>;
}
