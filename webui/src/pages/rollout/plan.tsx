// What is tried now and on whom, and what an admin may do about it.
import type { Kind } from "./change";
import { t } from "./messages";
import type { Plan } from "./reading";
import { Badge, Facts, type Tone } from "@/ui/bits";
import { Button } from "@/ui/button";
import { count, dateTime, percent } from "@/ui/format";
import { Section } from "@/ui/page";

const TONES: Readonly<Record<Plan["status"], Tone>> = {
  off: "plain",
  running: "good",
  "rolled-back": "bad",
};

export function StatusBadge({ status }: { status: Plan["status"] }) {
  return <Badge tone={TONES[status]}>{t(`status-${status}`)}</Badge>;
}

export function PlanCard(props: { plan: Plan; isAdmin: boolean; onKind: (kind: Kind) => void }) {
  const { plan, isAdmin, onKind } = props;
  return (
    <Section title={t("plan")} actions={isAdmin && <Actions plan={plan} onKind={onKind} />}>
      <p class="row">
        <StatusBadge status={plan.status} />
        <span>
          {plan.engine === ""
            ? t("no-engine")
            : t("tries", { engine: plan.engine, experiment: plan.experiment })}
        </span>
      </p>
      <div class="rollout-shares">
        <ShareBar label={t("share")} about={t("share-about")} share={plan.percent} />
        <ShareBar label={t("shadow-share")} about={t("shadow-about")} share={plan.shadow_percent} />
      </div>
      <Facts
        facts={[
          [t("changed"), dateTime(plan.changed_at)],
          [t("changed-by"), plan.changed_by],
          [t("reason"), <span class="said">{plan.reason}</span>],
          [t("forced"), count(plan.forced)],
          [t("counted-since"), t("version-n", { version: String(plan.since) })],
        ]}
      />
      {!isAdmin && <p class="muted small">{t("admins-change")}</p>}
    </Section>
  );
}

function Actions({ plan, onKind }: { plan: Plan; onKind: (kind: Kind) => void }) {
  if (plan.status === "rolled-back")
    return (
      <Button kind="primary" onClick={() => onKind("resume")}>
        {t("resume")}
      </Button>
    );
  if (plan.status !== "running") return null;
  const isPaused = plan.percent === 0 && plan.shadow_percent === 0;
  return (
    <>
      <Button disabled={isPaused} onClick={() => onKind("pause")}>
        {isPaused ? t("is-paused") : t("pause")}
      </Button>
      <Button kind="primary" onClick={() => onKind("share")}>
        {t("change-share")}
      </Button>
    </>
  );
}

function ShareBar({ label, about, share }: { label: string; about: string; share: number }) {
  return (
    <div>
      <p class="row">
        <span class="grow">{label}</span>
        <strong class="rollout-share">{percent(share / 100, 2)}</strong>
      </p>
      <svg class="rollout-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="rollout-bar-all" width="100" height="6" />
        <rect class="rollout-bar-part" width={share} height="6" />
      </svg>
      <p class="muted small">{about}</p>
    </div>
  );
}
