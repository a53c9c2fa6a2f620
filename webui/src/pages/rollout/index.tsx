// Rollout: another recogniser on a share of the callers, how it does, and the switch.
import { useState } from "preact/hooks";
import { useAsk } from "@/api/asking";
import { session } from "@/api/session";
import { Change, type Kind } from "./change";
import { History } from "./history";
import { KillSwitch } from "./kill";
import { t } from "./messages";
import { PlanCard } from "./plan";
import { Quality } from "./quality";
import { readRollout, rollBackOf, type Rollout, type State } from "./reading";
import { Shadow } from "./shadow";
import { Banner } from "@/ui/bits";
import { useEvery } from "@/ui/every";
import { dateTime, timeOfDay } from "@/ui/format";
import { Page, Section } from "@/ui/page";
import { Empty, Shown } from "@/ui/states";
import "./rollout.css";

const AGAIN_MS = 3_000;

export default function RolloutPage() {
  const asked = useAsk("rollout", readRollout);
  const [kind, setKind] = useState<Kind | null>(null);
  useEvery(AGAIN_MS, () => {
    if (!asked.loading) asked.again();
  });
  // what an act was told is shown at once; asking again drops an answer that is older than it
  const show = (state: State) => {
    asked.put(state);
    asked.again();
  };
  const isAdmin = session.value?.role === "admin";
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      {...(isAdmin
        ? { actions: <KillSwitch status={asked.data?.rollout.plan.status} onDone={show} /> }
        : {})}
    >
      <Shown asked={asked}>
        {(state) => (
          <>
            <Whole state={state} isAdmin={isAdmin} onKind={setKind} />
            {kind !== null && (
              <Change
                kind={kind}
                state={state}
                onDone={show}
                onAgain={asked.again}
                onClose={() => setKind(null)}
              />
            )}
          </>
        )}
      </Shown>
    </Page>
  );
}

function Whole(props: { state: State; isAdmin: boolean; onKind: (kind: Kind) => void }) {
  const { state, isAdmin, onKind } = props;
  const { rollout } = state;
  if (rollout.plan.version === 0)
    return (
      <Empty title={t("never")}>
        <p>{t("start-about")}</p>
        <Start />
      </Empty>
    );
  return (
    <>
      <Alarms rollout={rollout} />
      <PlanCard plan={rollout.plan} isAdmin={isAdmin} onKind={onKind} />
      <Quality rollout={rollout} />
      <Shadow rollout={rollout} />
      {rollout.plan.status === "off" && (
        <Section title={t("start-title")}>
          <p>{t("start-about")}</p>
          <Start />
        </Section>
      )}
      <History steps={rollout.history} />
      <p class="muted small">{t("read-at", { when: timeOfDay(state.readAt) })}</p>
    </>
  );
}

function Start() {
  return (
    <pre class="rollout-command">
      ./justw rollout start openai --percent 5 --shadow 20 --by NAME --why TEXT
    </pre>
  );
}

/** What must not be overlooked: it was taken back, or is about to be. */
function Alarms({ rollout }: { rollout: Rollout }) {
  const back = rollBackOf(rollout);
  return (
    <>
      {back !== null && (
        <Banner tone="bad" urgent>
          <span class="said">
            {t("was-rolled-back", { when: dateTime(back.at), who: back.by, why: back.reason })}
          </span>
        </Banner>
      )}
      {rollout.breach !== "" && (
        <Banner tone="bad" urgent>
          <span class="said">{t("breach", { what: rollout.breach })}</span>
        </Banner>
      )}
    </>
  );
}
