// The live board: every call that is on, who could take it, and what needs a look.
import "./live.css";
import { useRef } from "preact/hooks";
import { session } from "@/api/session";
import { useFeed, type Feed } from "@/live/feed";
import { ButtonLink } from "@/ui/button";
import { Page } from "@/ui/page";
import { place } from "@/ui/router";
import { Empty, Loading } from "@/ui/states";
import type { Key } from "@/ui/keys";
import { alertsOf } from "./alerts";
import { Board } from "./board";
import { callsOf, useChosen } from "./choosing";
import { Hearing } from "./hearing";
import { t } from "./messages";
import { sortOf } from "./sorting";
import { Operators, Workers } from "./staff";
import { Standing } from "./standing";
import { Strip } from "./strip";
import { Sums } from "./sums";
import { Toolbar, useTyped } from "./toolbar";

export default function Live() {
  const feed = useFeed();
  return (
    <Page title={t("title")}>
      <Standing feed={feed} />
      <Inside feed={feed} />
    </Page>
  );
}

function Inside({ feed }: { feed: Feed }) {
  const is = feed.state.value.is;
  if (is === "off" || is === "connecting") return <Loading />;
  return (
    <>
      <Overview feed={feed} />
      <div class="live-body">
        <Calls feed={feed} />
        <div class="live-staff">
          <Operators feed={feed} />
          <Workers feed={feed} />
        </div>
      </div>
    </>
  );
}

/** Sums and alerts; both are of this second, not of every change. */
function Overview({ feed }: { feed: Feed }) {
  const nowS = feed.nowS.value;
  const calls = callsOf(feed);
  const [workers, operators] = [feed.workers.value, feed.operators.value];
  const alerts = alertsOf({
    ...{ calls, workers, operators, nowS },
    happenings: feed.happenings.peek(),
  });
  // without a connection nobody knows whether workers are there
  const known = feed.state.value.is === "live" ? alerts : alerts.filter(isOfCalls);
  return (
    <>
      <Sums feed={feed} calls={calls} />
      <Strip alerts={known} nowS={nowS} />
      <Hearing feed={feed} alerts={known} />
    </>
  );
}

function isOfCalls({ kind }: { kind: string }): boolean {
  return kind !== "no-workers" && kind !== "gone";
}

function Calls({ feed }: { feed: Feed }) {
  const [typed, type] = useTyped();
  const field = useRef<HTMLInputElement>(null);
  const shown = useChosen(feed, typed, sortOf(place.value.query.get("sort")));
  const all = feed.ids.value.length;
  const keys: readonly Key[] = [
    { key: "/", about: t("key-filter"), act: () => focusOn(field.current) },
    { key: "Escape", about: t("key-clear"), act: () => type("") },
  ];
  return (
    <div class="live-calls">
      <Toolbar {...{ typed, field, all }} onType={type} shown={shown.length} />
      {shown.length > 0 ? (
        <Board feed={feed} ids={shown} keys={keys} />
      ) : all > 0 ? (
        <Empty title={t("empty-filter")} />
      ) : (
        <NoCalls />
      )}
    </div>
  );
}

function focusOn(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}

function NoCalls() {
  return (
    <Empty title={t("empty")}>
      <p>{t("empty-about")}</p>
      {session.value?.role !== "viewer" && <ButtonLink href="/try">{t("empty-try")}</ButtonLink>}
    </Empty>
  );
}
