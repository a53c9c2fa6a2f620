// A call that is over: its recording, its words, its figures.
import { useEffect, useMemo, useState } from "preact/hooks";
import { Button } from "@/ui/button";
import { dateTime } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Page } from "@/ui/page";
import { goQuery } from "@/ui/router";
import { Costs, Degradations, Handovers } from "./around";
import { addressOf, copyAddress, Downloads, Figures, Lead, LinkDialog, mayAct } from "./head";
import { Journal } from "./journal";
import { Latency } from "./latency";
import { turnAtS } from "./lines";
import { listeningTo, type Listening } from "./listening";
import { linkedTurn } from "./linked";
import { t } from "./messages";
import { Recording, silence } from "./player";
import { stepped } from "./sync";
import type { Call } from "./told";
import { bring, Transcript } from "./transcript";

const STEP_S = 5;

export function Recorded({ call }: { call: Call }) {
  const { call: row, recording_ms: ms, turns } = call;
  // a record that is read again while it settles shall not stop what is being heard
  const listening = useMemo(() => listeningTo(call), [row.call_id, row.recorded, ms, turns.length]);
  const linked = linkedTurn.value;
  const mayListen = mayAct();
  const around = useMemo(
    () => (
      <>
        <Latency call={call} />
        <Degradations call={call} />
        <Handovers call={call} />
        <Costs call={call} />
      </>
    ),
    [call],
  );
  const plays = silence(call, mayListen) === null;
  const [link, setLink] = useState("");
  useLinkedTurn(call, listening, linked);
  const copy = () => {
    const turn = linked ?? listening.current.peek()?.turn;
    copyAddress(addressOf(call.call.call_id, turn), setLink);
  };
  useCallKeys({ call, listening, plays, linked, copy });
  return (
    <Page
      title={t("title", { at: dateTime(call.call.started_at) })}
      lead={<Lead row={call.call} />}
      actions={
        <>
          <Button onClick={copy}>{t("copy-link")}</Button>
          <Downloads call={call} />
        </>
      }
    >
      <Figures call={call} />
      <div class="call-columns">
        <div class="stack call-main">
          <Recording {...{ call, listening, mayListen }} />
          <Transcript {...{ call, listening, plays, linked }} />
        </div>
        <div class="stack call-aside">{around}</div>
      </div>
      <Journal callId={call.call.call_id} />
      {link !== "" && <LinkDialog address={link} onClose={() => setLink("")} />}
    </Page>
  );
}

/** Bring the turn of the address into view, and the playhead to its beginning. */
function useLinkedTurn(call: Call, { player }: Listening, linked: number | null): void {
  useEffect(() => {
    const turn = call.turns.find((each) => each.turn === linked);
    if (turn === undefined) return;
    player.seek(turnAtS(turn));
    bring(`turn-${turn.turn}`);
    // what was not rendered yet may be higher than was guessed
    const frame = requestAnimationFrame(() => bring(`turn-${turn.turn}`));
    return () => cancelAnimationFrame(frame);
  }, [call.turns.length, player, linked]);
}

interface KeysProps {
  readonly call: Call;
  readonly listening: Listening;
  readonly plays: boolean;
  readonly linked: number | null;
  readonly copy: () => void;
}

function useCallKeys({ call, listening, plays, linked, copy }: KeysProps): void {
  const { player, durationS } = listening;
  const by = (seconds: number) => () =>
    player.seek(Math.min(durationS, player.atS.peek() + seconds));
  const turn = (step: 1 | -1) => () => {
    const now = linked ?? listening.current.peek()?.turn ?? null;
    const next = stepped(call.turns, now, step);
    if (next !== null) goQuery({ turn: String(next) });
  };
  const sound = [
    { key: " ", about: t("key-play"), act: () => player.toggle() },
    { key: "ArrowLeft", about: t("key-back"), act: by(-STEP_S) },
    { key: "ArrowRight", about: t("key-on"), act: by(STEP_S) },
  ];
  useKeys([
    ...(plays ? sound : []),
    { key: "j", about: t("key-next"), act: turn(1) },
    { key: "k", about: t("key-previous"), act: turn(-1) },
    { key: "c", about: t("key-copy"), act: copy },
  ]);
}
