// A call that is on: its words as they come, what can be done to it, and the way into its
// record when it is over.
import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useFeed, type LiveCall } from "@/live/feed";
import { Badge, Banner, Facts } from "@/ui/bits";
import { Button } from "@/ui/button";
import { useEvery } from "@/ui/every";
import { clock, count, dateTime, languageName, millis, money, timeOfDay } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Page } from "@/ui/page";
import { Actions } from "./actions";
import { addressOf, copyAddress, LinkDialog, mayAct } from "./head";
import { Conversation } from "./conversation";
import { merged, ofFeed, ofJournal, type Entry } from "./livelog";
import { t } from "./livemessages";
import { t as tc } from "./messages";
import { wholeJournal } from "./saving";
import type { Call } from "./told";
import { OBJECTIVE_MS } from "./waterfall";
import { word } from "./words";

const POLL_OVER_MS = 2_000;
const POLL_UNSURE_MS = 10_000; // the feed cannot say whether the call is on
const PATIENCE_MS = 60_000; // of the archive

type Feed = ReturnType<typeof useFeed>;

export function LiveCallPage({ call, again }: { call: Call; again: () => void }) {
  const id = call.call.call_id;
  const feed = useFeed();
  const live = useLast(feed, id);
  const over = useIsOver(feed, id);
  const entries = useEntries(feed, call);
  const unsure = feed.state.value.is !== "live";
  useEvery(over ? POLL_OVER_MS : unsure ? POLL_UNSURE_MS : null, again);
  const [link, setLink] = useState("");
  const copy = () => copyAddress(addressOf(id), setLink);
  useKeys([{ key: "c", about: tc("key-copy"), act: copy }]);
  const why = !mayAct() ? t("act-role") : over ? t("act-over") : "";
  return (
    <Page
      title={tc("title", { at: dateTime(call.call.started_at) })}
      lead={
        <span class="row">
          <Badge tone={over ? "plain" : "info"}>{over ? word("state", "ended") : t("live")}</Badge>
          <span class="mono small call-id">{id}</span>
        </span>
      }
      actions={<Button onClick={copy}>{tc("copy-link")}</Button>}
    >
      <Doubts feed={feed} live={live} over={over} />
      <LiveFigures {...{ call, live, feed, over }} />
      <div class="call-columns">
        <div class="stack call-main">
          <Conversation entries={entries} state={over ? "" : nowOf(call, live).state} />
        </div>
        <div class="stack call-aside">
          <Actions callId={id} why={why} />
        </div>
      </div>
      {link !== "" && <LinkDialog address={link} onClose={() => setLink("")} />}
    </Page>
  );
}

/** What the feed says, or said last: the figures stay when the call has gone. */
function useLast(feed: Feed, id: string): LiveCall | undefined {
  const now = feed.call(id).value;
  const last = useRef(now);
  if (now !== undefined) last.current = now;
  return last.current;
}

/** The feed is right and does not know the call (any more). */
function useIsOver(feed: Feed, id: string): boolean {
  const gone = feed.state.value.is === "live" && feed.call(id).value === undefined;
  const over = useSignal(false);
  useEffect(() => {
    if (gone) over.value = true;
    else if (feed.call(id).peek() !== undefined) over.value = false; // an old snapshot said so
  }, [gone]);
  return over.value;
}

/** All entries: the journal's at the beginning and after every gap, then the feed's. */
function useEntries(feed: Feed, call: Call): readonly Entry[] {
  const [log, setLog] = useState<readonly Entry[]>([]);
  const { call_id: id, started_at: startedAt } = call.call;
  const startedS = useMemo(() => Date.parse(startedAt) / 1_000, [startedAt]);
  const add = useCallback((more: readonly (Entry | null)[]) => {
    const known = more.filter((each) => each !== null);
    if (known.length > 0) setLog((before) => merged(before, known));
  }, []);
  useEffect(() => {
    const abort = new AbortController();
    const stop = feed.follow(id, (events, isStart) => {
      add(events.map((each) => ofFeed(each, startedS)));
      if (isStart)
        wholeJournal(id, abort.signal).then(
          (all) => add(all.map(ofJournal)),
          () => undefined, // the archive has nothing of it yet, or is away: the feed tells on
        );
    });
    return () => {
      stop();
      abort.abort();
    };
  }, [feed, id, startedS, add]);
  const happenings = feed.happenings.value;
  useEffect(() => {
    add(happenings.filter((each) => each.call_id === id).map((each) => ofFeed(each, startedS)));
  }, [happenings, id, startedS, add]);
  return log;
}

function Doubts({ feed, live, over }: { feed: Feed; live: LiveCall | undefined; over: boolean }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!over) return;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [over]);
  if (over)
    return <Banner tone={late ? "warn" : "info"}>{t(late ? "archive-late" : "archiving")}</Banner>;
  const state = feed.state.value;
  if (state.is === "stale")
    return <Banner tone="warn">{t("stale-since", { at: timeOfDay(state.sinceS) })}</Banner>;
  if (state.is === "lost")
    return <Banner tone="warn">{t("lost-since", { at: timeOfDay(state.sinceS) })}</Banner>;
  return live?.gone === true ? <Banner tone="bad">{t("worker-gone")}</Banner> : null;
}

interface FiguresProps {
  readonly call: Call;
  readonly live: LiveCall | undefined;
  readonly feed: Feed;
  readonly over: boolean;
}

function LiveFigures({ call, live, feed, over }: FiguresProps) {
  const now = nowOf(call, live);
  return (
    <section class="card" aria-label={t("live")}>
      <Facts
        facts={[
          [tc("caller"), now.caller],
          [tc("called-number"), now.did || "–"],
          [t("on-for"), <OnFor key="for" {...{ call, feed, over }} />],
          [t("state"), word("state", over ? "ended" : now.state) || "–"],
          [tc("language"), now.language === "" ? "–" : languageName(now.language)],
          [tc("turns"), count(now.turn)],
          [t("last-wait"), <Wait key="last" ms={now.turn_ms} />],
          [tc("worst-turn"), <Wait key="worst" ms={now.worst_turn_ms} />],
          [t("degraded"), <Rung key="degraded" rung={now.degraded} />],
          [tc("cost"), money(now.cost_micros)],
          [tc("prompt"), now.prompt || "–"],
          [tc("worker"), now.worker],
        ]}
      />
    </section>
  );
}

type Now = Pick<
  LiveCall,
  | "caller"
  | "did"
  | "state"
  | "language"
  | "turn"
  | "turn_ms"
  | "worst_turn_ms"
  | "degraded"
  | "cost_micros"
  | "prompt"
  | "worker"
>;

/** What the feed knows, and before it does what the archive told. */
function nowOf({ call, state = "" }: Call, live: LiveCall | undefined): Now {
  if (live !== undefined) return live;
  const { caller, did, language, turns, cost_micros, prompt, worker } = call;
  const unknown = { turn_ms: 0, worst_turn_ms: call.worst_turn_ms ?? 0, degraded: "" };
  return { ...unknown, caller, did, state, language, turn: turns, cost_micros, prompt, worker };
}

function Rung({ rung }: { rung: string }) {
  return rung === "" ? <>{t("healthy")}</> : <Badge tone="warn">{word("rung", rung)}</Badge>;
}

function OnFor({ call, feed, over }: { call: Call; feed: Feed; over: boolean }) {
  const startedS = Date.parse(call.call.started_at) / 1_000;
  const endS = useRef(0);
  const nowS = feed.nowS.value;
  if (!over) endS.current = nowS;
  return <>{clock(Math.max(0, endS.current - startedS))}</>;
}

function Wait({ ms }: { ms: number }) {
  if (ms === 0) return <>–</>;
  const late = ms > OBJECTIVE_MS;
  return (
    <span class={late ? "call-late" : undefined}>
      {millis(ms)}
      {late && ` (${tc("over-objective", { time: millis(OBJECTIVE_MS) })})`}
    </span>
  );
}
