// While the call is on: the conversation, typing, and beside it the sound and the figures.
import { useEffect, useRef, useState } from "preact/hooks";
import { Badge, Facts } from "@/ui/bits";
import { Button } from "@/ui/button";
import { useEvery } from "@/ui/every";
import { clock, languageName, millis } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Section } from "@/ui/page";
import { Conversation } from "./conversation";
import { Hearing } from "./hearing";
import { t, word } from "./messages";
import { SLOW_MS } from "./slow";
import { Typed } from "./typed";
import type { Trial } from "./trial";

export function Talk({ trial, ends }: { trial: Trial; ends: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus({ preventScroll: true }); // the button that was pressed is gone
  }, []);
  const isOn = trial.microphone.value === "on";
  const mute = () => trial.setMuted(!trial.muted.peek());
  useKeys(isOn ? [{ key: "m", about: t("mute-key"), act: mute }] : []);
  return (
    <div ref={box} class="try-columns" tabIndex={-1} role="group" aria-label={t("on")}>
      <div class="stack">
        <Conversation trial={trial} actions={<Acts trial={trial} ends={ends} mute={mute} />} />
        <Typed trial={trial} />
      </div>
      <div class="stack">
        <Section title={t("sound")}>
          <Hearing trial={trial} />
        </Section>
        <Figures trial={trial} />
      </div>
    </div>
  );
}

function Acts({ trial, ends, mute }: { trial: Trial; ends: boolean; mute: () => void }) {
  const muted = trial.muted.value;
  return (
    <>
      {trial.microphone.value === "on" && (
        <Button pressed={muted} onClick={mute}>
          {t("mute")}
        </Button>
      )}
      <Button kind="danger" busy={ends} onClick={() => trial.hangUp()}>
        {t("hang-up")}
      </Button>
    </>
  );
}

function Figures({ trial }: { trial: Trial }) {
  const language = trial.language.value;
  return (
    <Section title={t("figures")}>
      <Facts
        facts={[
          [t("lasts"), <Clock key="lasts" />],
          [t("state"), word("state", trial.state.value) || "–"],
          [t("language"), language === "" ? "–" : languageName(language)],
          [t("last-answer"), <Wait key="last" ms={trial.lastMs.value} />],
          [t("worst-answer"), <Wait key="worst" ms={trial.worstMs.value} />],
          [t("gaps"), <Gaps key="gaps" trial={trial} />],
        ]}
      />
    </Section>
  );
}

/** Since it is shown: the clocks of the server and of this browser may differ. */
function Clock() {
  const since = useRef(performance.now());
  const [seconds, setSeconds] = useState(0);
  useEvery(1_000, () => setSeconds((performance.now() - since.current) / 1_000));
  return <>{clock(seconds)}</>;
}

function Wait({ ms }: { ms: number }) {
  if (ms === 0) return <>–</>;
  return (
    <span class="row">
      {millis(ms)}
      {ms > SLOW_MS && <Badge tone="warn">{t("slow")}</Badge>}
    </span>
  );
}

/** Its own component: it is drawn anew twelve times a second. */
function Gaps({ trial }: { trial: Trial }) {
  const { underruns, waitingMs } = trial.flow.value;
  if (!trial.hasSound.value) return <>–</>;
  return <>{t("gaps-n", { n: underruns, ms: millis(Math.round(waitingMs / 10) * 10) })}</>;
}
