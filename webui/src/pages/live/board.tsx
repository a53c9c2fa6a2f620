// The table of live calls. Only the rows that can be seen are there; all are equally high, so
// that the place of a row is a multiplication. Screen readers are told how many there are.
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Feed } from "@/live/feed";
import { useKeys, type Key } from "@/ui/keys";
import { go } from "@/ui/router";
import { t } from "./messages";
import { Head, Row } from "./row";
import { useCurrent } from "./selecting";
import { rowsIn, scrollTo, type View } from "./windowing";

const FIRST_VIEW: View = { topPx: 0, heightPx: 600, rowPx: 56 };

export function Board(props: { feed: Feed; ids: readonly string[]; keys: readonly Key[] }) {
  const { feed, ids } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [view, look] = useView(frame);
  const { current, choose, onFocusIn, onFocusOut } = useCurrent(ids, frame);

  const move = useCallback(
    (by: 1 | -1) => {
      const at = ids.indexOf(current);
      const next = at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by));
      const id = ids[next];
      if (id === undefined) return;
      const topPx = scrollTo(look(), next);
      if (topPx !== null && frame.current !== null) frame.current.scrollTop = topPx;
      choose(id);
    },
    [ids, current, choose, look],
  );
  useKeys([
    { key: "j", about: t("key-next"), act: () => move(1) },
    { key: "k", about: t("key-before"), act: () => move(-1) },
    {
      key: "Enter",
      about: t("key-open"),
      act: () => {
        if (ids.includes(current)) go(`/calls/${current}`);
      },
    },
    ...props.keys.map((key) =>
      key.key === "Escape"
        ? {
            ...key,
            act: () => {
              choose("");
              key.act();
            },
          }
        : key,
    ),
  ]);

  const rows = rowsIn(view, ids.length, ids.indexOf(current));
  return (
    <div
      ref={frame}
      class="live-frame"
      role="group"
      aria-label={t("table")}
      tabIndex={0}
      onFocusIn={onFocusIn}
      onFocusOut={onFocusOut}
    >
      <div role="table" aria-label={t("table")} aria-rowcount={ids.length + 1}>
        <Head />
        <div role="rowgroup" class="live-rows" style={{ height: `${ids.length * view.rowPx}px` }}>
          {rows.map((at) => {
            const id = ids[at] ?? "";
            return (
              <Row
                key={id}
                feed={feed}
                id={id}
                at={at}
                rowPx={view.rowPx}
                current={id === current}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** What of the board can be seen; the second says it as of this moment. */
function useView(frame: { readonly current: HTMLDivElement | null }) {
  const [view, setView] = useState(FIRST_VIEW);
  const look = useCallback((): View => {
    const at = frame.current;
    if (at === null) return FIRST_VIEW;
    const rowPx = Number.parseFloat(getComputedStyle(at).getPropertyValue("--live-row"));
    const head = at.querySelector<HTMLElement>(".live-head");
    return {
      topPx: at.scrollTop,
      heightPx: Math.max(0, at.clientHeight - (head?.offsetHeight ?? 0)),
      rowPx: rowPx > 0 ? rowPx : FIRST_VIEW.rowPx,
    };
  }, []);
  useLayoutEffect(() => {
    const at = frame.current;
    if (at === null) return;
    const see = () => {
      const now = look();
      // a view is rendered anew when another row comes into it, not with every pixel
      const topPx = Math.floor(now.topPx / now.rowPx) * now.rowPx;
      setView((was) =>
        was.topPx === topPx && was.heightPx === now.heightPx && was.rowPx === now.rowPx
          ? was
          : { ...now, topPx },
      );
    };
    see();
    const resized = new ResizeObserver(see);
    resized.observe(at);
    at.addEventListener("scroll", see, { passive: true });
    return () => {
      resized.disconnect();
      at.removeEventListener("scroll", see);
    };
  }, [look]);
  return [view, look] as const;
}
