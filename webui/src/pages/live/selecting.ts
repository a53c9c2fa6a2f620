// The row that is chosen by j and k, or has the focus. When its call ends, the next one takes
// its place, and the focus too: it must not fall out of the board under somebody's fingers.
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";

interface Frame {
  readonly current: HTMLDivElement | null;
}

export interface Current {
  /** The id of the call, "" when none is chosen. */
  readonly current: string;
  /** Choose a call and put the focus on it; "" chooses none. */
  readonly choose: (id: string) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
  readonly onFocusOut: (event: FocusEvent) => void;
}

export function useCurrent(ids: readonly string[], frame: Frame): Current {
  const [current, setCurrent] = useState("");
  const place = useRef(-1); // where it stood when it was last there
  const hasFocus = useRef(false);
  const wantsFocus = useRef(false);

  const at = ids.indexOf(current);
  if (at >= 0) place.current = at;
  const lost = current !== "" && at < 0;
  const heir = ids[Math.min(place.current, ids.length - 1)] ?? "";
  useLayoutEffect(() => {
    if (!lost) return;
    wantsFocus.current = hasFocus.current;
    setCurrent(heir);
  }, [lost, heir]);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const link = linkOf(frame, current);
    if (link === null) return;
    wantsFocus.current = false;
    link.focus({ preventScroll: true });
  });

  const choose = useCallback((id: string) => {
    wantsFocus.current = id !== "";
    if (id === "") frame.current?.querySelector<HTMLElement>("a:focus")?.blur();
    setCurrent(id);
  }, []);
  const onFocusIn = useCallback((event: FocusEvent) => {
    const id = idAt(event.target);
    hasFocus.current = id !== "";
    if (id !== "") setCurrent(id);
  }, []);
  const onFocusOut = useCallback((event: FocusEvent) => {
    const left = event.target;
    // a row that is taken away loses the focus too; that is not somebody who leaves
    queueMicrotask(() => {
      if (left instanceof Node && left.isConnected && idAt(document.activeElement) === "")
        hasFocus.current = false;
    });
  }, []);
  return { current, choose, onFocusIn, onFocusOut };
}

function idAt(target: EventTarget | null): string {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-call]") : null;
  return row?.dataset["call"] ?? "";
}

function linkOf(frame: Frame, id: string): HTMLElement | null {
  if (id === "") return null;
  const row = frame.current?.querySelector<HTMLElement>(`[data-call="${CSS.escape(id)}"]`);
  return row?.querySelector("a") ?? null;
}
