// The page "health": lights of all parts, what callers hear now, workers, settings. It is
// asked again every few seconds while somebody looks at it.
import "./health.css";
import { useMemo, useState } from "preact/hooks";
import { useAsk, type Asked } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import { session } from "@/api/session";
import { Banner } from "@/ui/bits";
import { Button } from "@/ui/button";
import { useEvery } from "@/ui/every";
import { ago, clock } from "@/ui/format";
import { Page } from "@/ui/page";
import { Shown } from "@/ui/states";
import { Lights } from "./lights";
import { t } from "./messages";
import { Overall } from "./overall";
import { Settings } from "./settings";
import { Workers } from "./workers";

type Health = components["schemas"]["HealthTold"];

const POLL_MS = 5_000;
const TICK_MS = 1_000;
const SKEW_MS = 30_000; // below that nobody is misled

export default function Door() {
  const asked = useAsk("health", (signal) => ask(api.GET("/api/v1/health", { signal })));
  // to ask while one is on its way would give that one up
  useEvery(POLL_MS, () => {
    if (!asked.loading) asked.again();
  });
  const isAdmin = session.value?.role === "admin";
  const again = (
    <Button busy={asked.loading} onClick={() => asked.again()}>
      {t("again")}
    </Button>
  );
  return (
    <Page title={t("title")} lead={t("lead")} actions={again}>
      {asked.data === undefined ? (
        <Shown asked={asked}>{() => null}</Shown>
      ) : (
        <Told asked={asked} health={asked.data} isAdmin={isAdmin} />
      )}
      {isAdmin && <Settings />}
    </Page>
  );
}

function Told(props: { asked: Asked<Health>; health: Health; isAdmin: boolean }) {
  const { asked, health } = props;
  const cameMs = useMemo(() => Date.now(), [health]);
  const nowMs = useNow();
  // the server's clock went on as ours did; its "since" is told by its own clock
  const serverNowMs = health.at_s * 1_000 + Math.max(0, nowMs - cameMs);
  const skewMs = Math.abs(cameMs - health.at_s * 1_000);
  const age = ago(new Date(cameMs), Math.max(nowMs, cameMs));
  return (
    <>
      {asked.problem !== null && (
        <Banner tone="bad" urgent>
          {t("stale", { ago: age })}
        </Banner>
      )}
      {skewMs > SKEW_MS && (
        <Banner tone="warn">{t("clock-skew", { time: clock(skewMs / 1_000) })}</Banner>
      )}
      <Overall health={health} stale={asked.problem !== null} />
      <p class="muted small">{t("checked", { ago: age })}</p>
      <Lights health={health} nowMs={serverNowMs} />
      <Workers health={health} nowMs={serverNowMs} isAdmin={props.isAdmin} />
    </>
  );
}

/** The time, once a second while somebody looks. */
function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEvery(TICK_MS, () => setNow(Date.now()));
  return now;
}
