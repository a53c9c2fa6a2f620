// What somebody said: as text, in any script and direction, long ones folded.
import { useState } from "preact/hooks";
import { t } from "./messages";

const FOLDED = 600; // characters: some eight lines

export function Said({ text, muted = false }: { text: string; muted?: boolean }) {
  const [open, setOpen] = useState(false);
  const long = text.length > FOLDED;
  const shown = long && !open ? `${cutAt(text, FOLDED)}…` : text;
  return (
    <>
      <span dir="auto" class={muted ? "said call-unheard" : "said"}>
        {shown}
      </span>
      {long && (
        <button type="button" class="call-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t("show-less") : t("show-all", { n: text.length })}
        </button>
      )}
    </>
  );
}

/** The first characters, without half an emoji at the end. */
export function cutAt(text: string, most: number): string {
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}
