// The recording: the waveform, what plays it, and a word on why there is none.
import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import type { Problem } from "@/api/problem";
import { Button } from "@/ui/button";
import { clock, count, dateTime } from "@/ui/format";
import { Section } from "@/ui/page";
import { Empty, Failed, Loading, sentence } from "@/ui/states";
import type { Listening } from "./listening";
import { t } from "./messages";
import { moved, showing, whole, zoomed, CLOSEST_S, type View } from "./timeline";
import type { Call } from "./told";
import { Waveform } from "./waveform";

const RATES = [1, 1.25, 1.5, 2] as const;
const STEP = 2; // of the zoom
const LATE_MS = 15 * 60_000; // so long after a call its recording may still be on the way

/** Why there is nothing to hear; null if there is. */
export function silence(call: Call, mayListen: boolean, nowMs = Date.now()): string | null {
  if (call.recording_gone_at !== null)
    return t("recording-gone", { at: dateTime(call.recording_gone_at) });
  if (!call.call.recorded) {
    const endedMs = call.call.ended_at === null ? nowMs : Date.parse(call.call.ended_at);
    return t(nowMs - endedMs < LATE_MS ? "recording-late" : "no-recording");
  }
  return mayListen ? null : t("recording-role");
}

export function Recording(props: { call: Call; listening: Listening; mayListen: boolean }) {
  const { call, listening, mayListen } = props;
  const why = silence(call, mayListen);
  if (why !== null)
    return (
      <Section title={t("recording")}>
        <Empty title={why} />
      </Section>
    );
  return <Audible callId={call.call.call_id} listening={listening} />;
}

function Audible({ callId, listening }: { callId: string; listening: Listening }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [view, setView] = useState<View>(() => whole(listening.durationS));
  const asked = useAsk(`peaks ${callId}`, (signal) =>
    ask(
      api.GET("/api/v1/calls/{call_id}/peaks", { params: { path: { call_id: callId } }, signal }),
    ),
  );
  const { player, durationS } = listening;
  useEffect(() => {
    return audio.current === null ? undefined : player.use(audio.current);
  }, [player]);
  useFrames(listening);
  useSignalEffect(() => {
    const atS = player.atS.value;
    setView((before) => showing(before, durationS, atS));
  });
  return (
    <section class="card call-player" aria-label={t("recording")}>
      <h2 class="hidden-visually">{t("recording")}</h2>
      {asked.loading && asked.data === undefined ? (
        <Loading />
      ) : (
        <Waveform listening={listening} peaks={asked.data ?? null} view={view} />
      )}
      <Controls {...{ listening, view, setView }} />
      {asked.problem !== null && <NoWaveform problem={asked.problem} again={asked.again} />}
      <Trouble listening={listening} />
      <audio ref={audio} preload="auto" />
    </section>
  );
}

function NoWaveform({ problem, again }: { problem: Problem; again: () => void }) {
  if (problem.word === "not-found") return <p class="muted small">{t("no-waveform")}</p>;
  return <Failed problem={problem} again={again} />;
}

function Trouble({ listening: { player } }: { listening: Listening }) {
  const problem = player.problem.value;
  if (problem === null) return null;
  const text = problem.word === "sound-failed" ? t("sound-failed") : sentence(problem);
  return (
    <p role="alert" class="field-wrong">
      {text}
    </p>
  );
}

interface ControlsProps {
  readonly listening: Listening;
  readonly view: View;
  readonly setView: (change: (before: View) => View) => void;
}

function Controls({ listening, view, setView }: ControlsProps) {
  const { player, durationS } = listening;
  const isOn = player.playing.value;
  return (
    <div class="row call-controls">
      <Button
        kind="primary"
        busy={player.state.value === "getting"}
        onClick={() => player.toggle()}
      >
        <span aria-hidden="true">{isOn ? "❚❚" : "▶"}</span>
        {t(isOn ? "pause" : "play")}
      </Button>
      <Clock listening={listening} />
      <label class="row">
        <span class="hidden-visually">{t("speed")}</span>
        <select
          class="input call-rate"
          value={String(player.rate.value)}
          onInput={(event) => player.setRate(Number(event.currentTarget.value))}
        >
          {RATES.map((each) => (
            <option key={each} value={String(each)}>
              {count(each, 2)}×
            </option>
          ))}
        </select>
      </label>
      <span class="grow" />
      <Zoom {...{ listening, view, setView, durationS }} />
    </div>
  );
}

function Zoom({ listening, view, setView, durationS }: ControlsProps & { durationS: number }) {
  const span = view.toS - view.fromS;
  const isWhole = span >= durationS;
  const around = () => listening.player.atS.peek();
  if (durationS <= CLOSEST_S) return null;
  return (
    <>
      {!isWhole && (
        <input
          class="call-scroll"
          type="range"
          aria-label={t("scroll-view")}
          aria-valuetext={`${clock(view.fromS)} – ${clock(view.toS)}`}
          min={0}
          max={Math.max(0, durationS - span)}
          step={0.1}
          value={view.fromS}
          onInput={(event) => {
            const fromS = Number(event.currentTarget.value);
            setView((before) => moved(before, durationS, fromS - before.fromS));
          }}
        />
      )}
      <Button
        label={t("zoom-out")}
        disabled={isWhole}
        onClick={() => setView((before) => zoomed(before, durationS, STEP, around()))}
      >
        −
      </Button>
      <Button
        label={t("zoom-in")}
        disabled={span <= CLOSEST_S}
        onClick={() => setView((before) => zoomed(before, durationS, 1 / STEP, around()))}
      >
        +
      </Button>
      <Button disabled={isWhole} onClick={() => setView(() => whole(durationS))}>
        {t("zoom-all")}
      </Button>
    </>
  );
}

/** Rendered once a second. */
function Clock({ listening }: { listening: Listening }) {
  const shown = useRef<HTMLSpanElement>(null);
  useSignalEffect(() => {
    const text = clock(listening.player.atS.value);
    const span = shown.current;
    if (span !== null && span.textContent !== text) span.textContent = text;
  });
  return (
    <span class="call-clock">
      <span ref={shown} /> <span class="muted">/ {clock(listening.durationS)}</span>
    </span>
  );
}

/** While it plays the playhead moves with every frame; timeupdate comes four times a second. */
function useFrames({ player }: Listening): void {
  const isOn = player.playing.value;
  useEffect(() => {
    if (!isOn) return;
    let frame = requestAnimationFrame(function next() {
      player.look();
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [player, isOn]);
}
