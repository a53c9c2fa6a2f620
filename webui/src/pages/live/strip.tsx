// The alerts above the board, each with where to look.
import { Button } from "@/ui/button";
import { clock, timeOfDay } from "@/ui/format";
import { goQuery } from "@/ui/router";
import type { Alert } from "./alerts";
import { t } from "./messages";
import { shortWorker } from "./words";

export function Strip({ alerts, nowS }: { alerts: readonly Alert[]; nowS: number }) {
  if (alerts.length === 0) return null;
  return (
    <ul class="live-alerts" aria-label={t("alerts")}>
      {alerts.map((each) => (
        <li key={`${each.kind} ${each.key}`} class={`live-alert tone-${each.tone}`}>
          <span class="live-alert-text">{alertText(each, nowS)}</span>
          {each.callId !== "" && <a href={`/calls/${each.callId}`}>{t("open")}</a>}
          {each.filter !== "" && (
            <Button kind="quiet" onClick={() => goQuery({ q: each.filter })}>
              {t("show")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Say an alert. */
export function alertText(alert: Alert, nowS: number): string {
  const { kind, n, who, what, sinceS } = alert;
  if (kind === "waiting") return t("alert-waiting", { time: clock(nowS - (sinceS ?? nowS)) });
  if (kind === "unanswered") {
    const time = timeOfDay(sinceS ?? nowS);
    return t(who === "" ? "alert-unanswered" : "alert-unanswered-queue", { time, who });
  }
  return t(`alert-${kind}`, { n, who: kind === "draining" ? shortWorker(who) : who, what });
}
