// Which of the two faces of a call is shown: the live one, or its record.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useAsk } from "@/api/asking";
import { api, ask } from "@/api/client";
import { Problem } from "@/api/problem";
import { ButtonLink } from "@/ui/button";
import { useEvery } from "@/ui/every";
import { Page } from "@/ui/page";
import { Empty, Failed, Loading } from "@/ui/states";
import { t } from "./messages";
import { Recorded } from "./recorded";
import type { Call } from "./told";

const SETTLING_MS = 5_000;
const SETTLED_MS = 3 * 60_000; // after a call: its recording and its operators are known

export function CallPage({ id }: { id: string }) {
  const asked = useAsk(`call ${id}`, (signal) =>
    ask(api.GET("/api/v1/calls/{call_id}", { params: { path: { call_id: id } }, signal })),
  );
  const { data: call, problem, again } = asked;
  useEvery(call !== undefined && isSettling(call, Date.now()) ? SETTLING_MS : null, again);
  if (call === undefined) {
    if (problem === null)
      return (
        <Page title={t("title-plain")}>
          <Loading />
        </Page>
      );
    const unknown = problem.word === "not-found" || problem.word === "invalid";
    return unknown ? <NoCall /> : <Broken problem={problem} again={again} />;
  }
  if (call.call.outcome === "live") return <LiveFace call={call} again={again} />;
  return <Recorded call={call} />;
}

type LiveCallPage = (props: { call: Call; again: () => void }) => ComponentChildren;

/** Most visits are to records: the live face and its feed are fetched when they are needed. */
function LiveFace(props: { call: Call; again: () => void }) {
  const [face, setFace] = useState<{ Page: LiveCallPage } | "failed" | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let here = true;
    import("./livecall").then(
      (inside) => here && setFace({ Page: inside.LiveCallPage }),
      () => here && setFace("failed"),
    );
    return () => {
      here = false;
    };
  }, [turn]);
  if (face === "failed")
    return <Broken problem={new Problem("offline")} again={() => setTurn(turn + 1)} />;
  if (face !== null) return <face.Page {...props} />;
  return (
    <Page title={t("title-plain")}>
      <Loading />
    </Page>
  );
}

/** The record of a call that has just ended still grows: the recording, the operators. */
export function isSettling(call: Call, nowMs: number): boolean {
  const { ended_at: endedAt, outcome, recorded } = call.call;
  if (endedAt === null || nowMs - Date.parse(endedAt) > SETTLED_MS) return false;
  return !recorded || (outcome === "human" && call.handovers.length === 0);
}

function NoCall() {
  return (
    <Page title={t("no-call")}>
      <Empty title={t("no-call-about")}>
        <ButtonLink href="/calls">{t("to-calls")}</ButtonLink>
      </Empty>
    </Page>
  );
}

function Broken(props: Parameters<typeof Failed>[0]) {
  return (
    <Page title={t("title-plain")}>
      <Failed {...props} />
    </Page>
  );
}
