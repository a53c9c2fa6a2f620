// Keys of a page. They rest while somebody types or a dialog is open. `?` lists them.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

export interface Key {
  /** As KeyboardEvent.key: "/", "j", "Enter", "?". */
  readonly key: string;
  /** What it does, in the user's language. */
  readonly about: string;
  readonly act: () => void;
}

/** The keys that work now, for the help; the page's after the house's. */
export const keysNow = signal<readonly (readonly Key[])[]>([]);

/** Let keys work while the component is there. */
export function useKeys(keys: readonly Key[]): void {
  const latest = useRef(keys);
  latest.current = keys;
  const shown = keys.map((each) => each.key + each.about).join("\n");
  useEffect(() => {
    const mine = latest.current;
    keysNow.value = [...keysNow.peek(), mine];
    return () => {
      keysNow.value = keysNow.peek().filter((each) => each !== mine);
    };
  }, [shown]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTaken(event)) return;
      const found = latest.current.find((each) => each.key === event.key);
      if (found === undefined) return;
      event.preventDefault();
      found.act();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}

/** Whether the key belongs to what has the focus: a field, a button's Enter, a dialog. */
function isTaken(event: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("input, textarea, select")) return true;
  const presses = event.key === "Enter" || event.key === " ";
  return presses && target.matches("a, button, summary, [role=tab], audio");
}
