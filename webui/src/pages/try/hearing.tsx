// How loud both sides are, and what is wrong with the microphone or the loudspeaker.
import { Badge, Banner } from "@/ui/bits";
import { Button } from "@/ui/button";
import { t } from "./messages";
import type { Microphone, Trial } from "./trial";

export function Hearing({ trial }: { trial: Trial }) {
  const microphone = trial.microphone.value;
  if (!trial.hasSound.value) return <Banner tone="warn">{t("no-sound")}</Banner>;
  return (
    <div class="stack">
      <Mine trial={trial} microphone={microphone} />
      <Meter name={t("agent")} side="agent" trial={trial} />
      <Trouble trial={trial} microphone={microphone} />
    </div>
  );
}

function Mine({ trial, microphone }: { trial: Trial; microphone: Microphone }) {
  if (microphone !== "on") return null;
  return (
    <div class="try-mine">
      <Meter name={t("you")} side="caller" trial={trial} />
      {trial.muted.value && <Badge tone="warn">{t("muted")}</Badge>}
    </div>
  );
}

function Meter(props: { name: string; side: "caller" | "agent"; trial: Trial }) {
  const { mine, theirs } = props.trial.flow.value;
  const level = props.side === "caller" ? mine : theirs;
  return (
    <div class="try-level">
      <span>{props.name}</span>
      <div
        class={`try-meter try-meter-${props.side}`}
        role="meter"
        aria-label={t("level", { who: props.name })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(level * 100)}
      >
        <div style={{ transform: `scaleX(${level.toFixed(2)})` }} />
      </div>
    </div>
  );
}

function Trouble({ trial, microphone }: { trial: Trial; microphone: Microphone }) {
  if (microphone === "on") return null;
  if (microphone === "asking") return <Banner tone="info">{t("asking")}</Banner>;
  if (microphone === "off")
    return (
      <>
        <p class="muted">{t("only-typing")}</p>
        <Plug trial={trial} />
      </>
    );
  return (
    <>
      <Banner tone="warn">
        <p>{t(`no-microphone-${microphone}`)}</p>
        <p>{t("type-instead")}</p>
      </Banner>
      {microphone !== "insecure" && <Plug trial={trial} />}
    </>
  );
}

function Plug({ trial }: { trial: Trial }) {
  return (
    <div class="row">
      <Button onClick={() => void trial.plugIn()}>{t("use-microphone")}</Button>
    </div>
  );
}
