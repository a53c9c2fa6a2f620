// How much to believe the board: banners while it is old, and a note when it is fresh again.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Feed, FeedState } from "@/live/feed";
import { Banner } from "@/ui/bits";
import { clock, timeOfDay } from "@/ui/format";
import { tell } from "@/ui/telling";
import { t } from "./messages";
import { wordOf } from "./words";

const BRIEF_MS = 1_500; // a token that is renewed is no loss

export function Standing({ feed }: { feed: Feed }) {
  const state = useSettled(feed);
  if (state.is === "stale")
    return (
      <Banner tone="warn" urgent>
        {t("stale", { time: timeOfDay(state.sinceS) })}
      </Banner>
    );
  if (state.is !== "lost") return null;
  const why = wordOf("why", state.why);
  return (
    <Banner tone="bad" urgent>
      {t("lost", { time: timeOfDay(state.sinceS) })}
      {why !== state.why && ` ${why}`}
    </Banner>
  );
}

/** The state of the feed without losses of a moment; tells when one that was shown is over. */
function useSettled(feed: Feed): FeedState {
  const state = feed.state.value;
  const [shown, setShown] = useState<FeedState>(state);
  const old = useRef<number | null>(null); // since when the board is shown as old
  useEffect(() => {
    if (state.is === "lost") {
      const timer = setTimeout(() => setShown(state), BRIEF_MS);
      return () => clearTimeout(timer);
    }
    setShown(state);
    return undefined;
  }, [state.is]);
  useEffect(() => {
    if (shown.is === "stale" || shown.is === "lost") old.current ??= shown.sinceS;
    else if (shown.is === "live" && old.current !== null) {
      tell(t("recovered", { time: clock(feed.clockS() - old.current) }));
      old.current = null;
    }
  }, [shown]);
  return state.is === "lost" && shown.is !== "lost" ? shown : state;
}
