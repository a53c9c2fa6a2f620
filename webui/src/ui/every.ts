// Something that is done again and again while the page can be seen.
import { useEffect, useRef } from "preact/hooks";

/** Do it every `periodMs` while the page is visible, and at once when it is seen again.
 * `null` rests. */
export function useEvery(periodMs: number | null, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (periodMs === null) return;
    let timer: ReturnType<typeof setInterval> | undefined;
    const stop = () => {
      clearInterval(timer);
      timer = undefined;
    };
    const start = () => {
      timer ??= setInterval(() => latest.current(), periodMs);
    };
    const seen = () => {
      if (document.visibilityState === "hidden") stop();
      else {
        latest.current();
        start();
      }
    };
    if (document.visibilityState !== "hidden") start();
    document.addEventListener("visibilitychange", seen);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", seen);
    };
  }, [periodMs]);
}
