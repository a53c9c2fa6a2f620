// After a try: how it ended, where its call is kept, and another one.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, ask } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Banner } from "@/ui/bits";
import { ButtonLink } from "@/ui/button";
import { useEvery } from "@/ui/every";
import { Failed } from "@/ui/states";
import { Conversation } from "./conversation";
import { isTrouble, sentenceOf, toHuman } from "./endings";
import { t } from "./messages";
import { Start } from "./start";
import type { Ending, Trial } from "./trial";

const POLL_MS = 1_500;
const MOST_LOOKS = 40; // a minute
const DID = "try"; // the number under which tries are kept
const NEWEST = 20;

export function Over(props: { trial: Trial; callId: string; ending: Ending }) {
  const { trial, callId, ending } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="stack">
      <div ref={box} class="stack" tabIndex={-1} role="group" aria-label={t("over")}>
        <How ending={ending} />
        {callId !== "" && <Kept callId={callId} />}
      </div>
      {trial.log.value.length > 0 && <Conversation trial={trial} />}
      <Start trial={trial} again />
    </div>
  );
}

function How({ ending }: { ending: Ending }) {
  if (ending.is === "problem") return <Failed problem={ending.problem} />;
  return (
    <Banner tone={isTrouble(ending) ? "bad" : "info"} urgent={isTrouble(ending)}>
      <p>{sentenceOf(ending)}</p>
      {toHuman(ending) && <p>{t("would-be-human")}</p>}
    </Banner>
  );
}

/** The archive writes the call down a moment after its end; until then it has no page. */
function Kept({ callId }: { callId: string }) {
  const [isKept, setIsKept] = useState(false);
  const [looks, setLooks] = useState(0);
  const look = () => {
    setLooks((before) => before + 1);
    isListed(callId).then(setIsKept, (error: unknown) => void asProblem(error)); // it may heal
  };
  useEffect(look, [callId]);
  useEvery(isKept || looks >= MOST_LOOKS ? null : POLL_MS, look);
  const late = looks >= MOST_LOOKS;
  return (
    <p class="row">
      {(isKept || late) && (
        <ButtonLink href={`/calls/${encodeURIComponent(callId)}`}>{t("open-call")}</ButtonLink>
      )}
      <span class="muted small" role="status">
        {t(isKept ? "is-kept" : late ? "not-kept" : "being-kept")}
      </span>
    </p>
  );
}

/** Asked of the list: a call that is not there would be a 404, an error in the console. */
async function isListed(callId: string): Promise<boolean> {
  const query = { did: DID, live: false, limit: NEWEST };
  const { items } = await ask(api.GET("/api/v1/calls", { params: { query } }));
  return items.some((each) => each.call_id === callId);
}
