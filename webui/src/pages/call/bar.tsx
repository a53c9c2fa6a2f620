// The waterfall of a turn: a bar of stages, with all of it in words for who cannot see it.
import { millis } from "@/ui/format";
import { t } from "./messages";
import type { Turn } from "./told";
import { barsOf, isLate, OBJECTIVE_MS, spansOf, STAGES } from "./waterfall";
import { word } from "./words";

export function Waterfall({ turn, axisMs }: { turn: Turn; axisMs: number }) {
  return (
    <div class="call-bar" role="img" aria-label={inWords(turn)} title={inWords(turn)}>
      {barsOf(turn, axisMs).map((each, at) => (
        <span
          key={at}
          class={`call-bar-part call-stage-${each.stage}`}
          style={{ left: `${each.left}%`, width: `${each.width}%` }}
        />
      ))}
      <span class="call-bar-objective" style={{ left: `${(100 * OBJECTIVE_MS) / axisMs}%` }} />
      {(turn.total_ms ?? 0) > axisMs && (
        <span class="call-bar-beyond" aria-hidden="true">
          »
        </span>
      )}
    </div>
  );
}

/** "Stages of turn 3: end of speech 800 ms, STT 301 ms..." */
export function inWords(turn: Turn): string {
  const parts = spansOf(turn).map(
    (each) => `${each.tool === "" ? word("stage", each.stage) : each.tool} ${millis(each.ms)}`,
  );
  const list = parts.length === 0 ? t("stages-none") : parts.join(", ");
  return t("stages", { n: turn.turn, list });
}

export function Total({ turn }: { turn: Turn }) {
  if (turn.total_ms === null) return null;
  return (
    <span class={isLate(turn) ? "call-total call-late" : "call-total"}>
      {t("total-wait", { time: millis(turn.total_ms) })}
      {isLate(turn) && ` (${t("over-objective", { time: millis(OBJECTIVE_MS) })})`}
    </span>
  );
}

/** What the colours mean. */
export function Legend() {
  return (
    <ul class="call-legend">
      {STAGES.map((each) => (
        <li key={each}>
          <span class={`call-swatch call-stage-${each}`} aria-hidden="true" />
          {word("stage", each)}
        </li>
      ))}
      <li>
        <span class="call-swatch call-swatch-objective" aria-hidden="true" />
        {t("objective", { time: millis(OBJECTIVE_MS) })}
      </li>
    </ul>
  );
}
