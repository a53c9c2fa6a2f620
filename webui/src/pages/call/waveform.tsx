// The waveform: a canvas for each side, a playhead over both. It is a slider for the keyboard.
import { effect, useComputed } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { clock } from "@/ui/format";
import type { Listening } from "./listening";
import { t } from "./messages";
import { bars } from "./peaks";
import type { Peaks } from "./told";
import { clamped, ticks, timeAt, xOf, type View } from "./timeline";

const BAR_PX = 2;
const GAP_PX = 1;
const PAGE_S = 30;

interface Props {
  readonly listening: Listening;
  readonly peaks: Peaks | null;
  readonly view: View;
}

export function Waveform({ listening, peaks, view }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const { player, durationS } = listening;
  const shownS = useComputed(() => Math.floor(player.atS.value)).value;
  const [dragging, setDragging] = useState(false);
  const seekTo = (clientX: number) => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    player.seek(timeAt(view, clientX - left, width));
  };
  return (
    <div
      ref={box}
      class="call-wave"
      role="slider"
      tabIndex={0}
      aria-label={t("position")}
      aria-valuemin={0}
      aria-valuemax={Math.floor(durationS)}
      aria-valuenow={shownS}
      aria-valuetext={t("position-of", { at: clock(shownS), whole: clock(durationS) })}
      onKeyDown={(event) => {
        const to = keyTo(event.key, player.atS.peek(), durationS);
        if (to === null || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        player.seek(to);
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
        seekTo(event.clientX);
      }}
      onPointerMove={(event) => dragging && seekTo(event.clientX)}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
    >
      <Channel side="caller" peaks={peaks?.channels[0]} {...{ durationS, view, width }} />
      <Channel side="agent" peaks={peaks?.channels[1]} {...{ durationS, view, width }} />
      <Extent {...{ listening, view, width }} />
      <Times {...{ view, width }} />
      <Playhead {...{ listening, view, width }} />
    </div>
  );
}

function keyTo(key: string, atS: number, durationS: number): number | null {
  const to: Readonly<Record<string, number>> = {
    ArrowUp: atS + 1,
    ArrowDown: atS - 1,
    PageUp: atS + PAGE_S,
    PageDown: atS - PAGE_S,
    Home: 0,
    End: durationS,
  };
  const found = to[key];
  return found === undefined ? null : clamped(found, 0, durationS);
}

function Channel(props: {
  side: "caller" | "agent";
  peaks: readonly number[] | undefined;
  durationS: number;
  view: View;
  width: number;
}) {
  const { side, peaks, durationS, view, width } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const shade = useShade();
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, peaks ?? [], durationS, view);
  }, [peaks, durationS, view, width, shade]);
  return (
    <div class={`call-wave-side call-wave-${side}`}>
      <span class="call-wave-name" aria-hidden="true">
        {t(side)}
      </span>
      <canvas ref={canvas} class="call-wave-canvas" aria-hidden="true" />
    </div>
  );
}

/** Draws in the colour that CSS gives the canvas: tokens hold for both themes. */
function draw(
  canvas: HTMLCanvasElement,
  peaks: readonly number[],
  durationS: number,
  view: View,
): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const dense = Math.min(window.devicePixelRatio || 1, 2);
  canvas.width = Math.round(width * dense);
  canvas.height = Math.round(height * dense);
  const pen = canvas.getContext("2d");
  if (pen === null || width === 0) return;
  pen.scale(dense, dense);
  pen.fillStyle = getComputedStyle(canvas).color;
  const heights = bars(peaks, durationS, view, Math.floor(width / (BAR_PX + GAP_PX)));
  for (const [at, share] of heights.entries()) {
    const tall = Math.max(1, share * (height - 2));
    pen.fillRect(at * (BAR_PX + GAP_PX), (height - tall) / 2, BAR_PX, tall);
  }
}

/** The part that the current words take. */
function Extent({ listening, view, width }: { listening: Listening; view: View; width: number }) {
  const now = listening.current.value;
  if (now === null || width === 0) return null;
  const next = listening.moments[listening.moments.indexOf(now) + 1];
  const from = clamped(xOf(view, now.fromS, width), 0, width);
  const to = clamped(xOf(view, next?.fromS ?? listening.durationS, width), 0, width);
  if (to <= from) return null;
  return (
    <div
      class={`call-wave-extent call-wave-extent-${now.side}`}
      style={{ left: `${from}px`, width: `${to - from}px` }}
    />
  );
}

function Times({ view, width }: { view: View; width: number }) {
  return (
    <div class="call-wave-times" aria-hidden="true">
      {ticks(view, width).map((at) => (
        <span key={at} class="call-wave-time" style={{ left: `${xOf(view, at, width)}px` }}>
          {clock(at)}
        </span>
      ))}
    </div>
  );
}

/** Moved by hand: rendering sixty times a second would be waste. */
function Playhead({ listening, view, width }: { listening: Listening; view: View; width: number }) {
  const line = useRef<HTMLDivElement>(null);
  useLayoutEffect(
    () =>
      effect(() => {
        const x = xOf(view, listening.player.atS.value, width);
        const mark = line.current;
        if (mark === null) return;
        mark.style.transform = `translateX(${x}px)`;
        mark.hidden = x < 0 || x > width;
      }),
    [listening, view, width],
  );
  return <div ref={line} class="call-wave-head" />;
}

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return width;
}

/** Changes when the colours do: the theme that was chosen here, or the system's. */
function useShade(): string {
  const [shade, setShade] = useState("");
  useEffect(() => {
    const root = document.documentElement;
    const wish = matchMedia("(prefers-color-scheme: dark)");
    const look = () => setShade(`${root.dataset["theme"] ?? ""} ${String(wish.matches)}`);
    look();
    wish.addEventListener("change", look);
    const watch = new MutationObserver(look);
    watch.observe(root, { attributeFilter: ["data-theme"] });
    return () => {
      wish.removeEventListener("change", look);
      watch.disconnect();
    };
  }, []);
  return shade;
}
