// The page "try": its door. Leaving it hangs up.
import { useEffect, useState } from "preact/hooks";
import { Loading } from "@/ui/states";
import { Page } from "@/ui/page";
import { Button } from "@/ui/button";
import { t } from "./messages";
import { Over } from "./over";
import { Start } from "./start";
import { Talk } from "./talk";
import { Trial } from "./trial";
import "./try.css";

export default function Door() {
  const [trial] = useState(() => new Trial());
  useEffect(() => () => trial.leave(), [trial]);
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Now trial={trial} />
    </Page>
  );
}

function Now({ trial }: { trial: Trial }) {
  const phase = trial.phase.value;
  switch (phase.is) {
    case "idle":
      return <Start trial={trial} />;
    case "asking":
    case "connecting":
      return <Beginning trial={trial} asks={phase.is === "asking"} />;
    case "on":
    case "ending":
      return <Talk trial={trial} ends={phase.is === "ending"} />;
    case "over":
      return <Over trial={trial} callId={phase.callId} ending={phase.ending} />;
  }
}

function Beginning({ trial, asks }: { trial: Trial; asks: boolean }) {
  return (
    <section class="card stack" aria-label={t("title")}>
      <Loading />
      <p role="status">{t(asks ? "asking" : "connecting")}</p>
      <div class="row">
        <Button onClick={() => trial.cancel()}>{t("cancel")}</Button>
      </div>
    </section>
  );
}
