// A light: its colour, its shape and its word say the same.
import type { components } from "@/api/schema";
import { Badge, type Tone } from "@/ui/bits";
import { t } from "./messages";

export type Condition = components["schemas"]["HealthTold"]["state"];

const TONES: Readonly<Record<Condition, Tone>> = {
  ok: "good",
  degraded: "warn",
  down: "bad",
  unknown: "plain",
};
const SHAPES: Readonly<Record<Condition, string>> = {
  ok: "●",
  degraded: "▲",
  down: "■",
  unknown: "?",
};

export function conditionTone(state: Condition): Tone {
  return TONES[state];
}

export function Light({ state }: { state: Condition }) {
  return (
    <Badge tone={TONES[state]}>
      <span aria-hidden="true">{SHAPES[state]}</span> {t(state)}
    </Badge>
  );
}
