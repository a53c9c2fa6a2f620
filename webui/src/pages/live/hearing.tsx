// What screen readers hear of the board: at most one sentence every few seconds.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Feed } from "@/live/feed";
import type { Alert } from "./alerts";
import { Announcer, type News } from "./announcing";
import { t } from "./messages";
import { alertText } from "./strip";

const EVERY_MS = 5_000;

export function Hearing({ feed, alerts }: { feed: Feed; alerts: readonly Alert[] }) {
  const [said, setSaid] = useState("");
  const latest = useRef(alerts);
  latest.current = alerts;
  useEffect(() => {
    const announcer = new Announcer();
    const look = () => {
      if (feed.state.peek().is !== "live") return;
      const news = announcer.since(feed.happenings.peek(), latest.current);
      if (news !== null) setSaid(sentenceOf(news, feed.clockS()));
    };
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }, [feed]);
  return (
    <p class="hidden-visually" role="status" aria-live="polite">
      {said}
    </p>
  );
}

function sentenceOf(news: News, nowS: number): string {
  return [
    ...(news.started > 0 ? [t("news-started", { n: news.started })] : []),
    ...(news.degraded > 0 ? [t("news-degraded", { n: news.degraded })] : []),
    ...news.alerts.map((each) => `${alertText(each, nowS)}.`),
  ].join(" ");
}
