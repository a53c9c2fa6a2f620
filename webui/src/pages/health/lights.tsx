// One card for each part: its light, what callers hear now, since when, and what its failure
// means for them.
import type { components } from "@/api/schema";
import { locale } from "@/i18n";
import { ago, dateTime } from "@/ui/format";
import { Section } from "@/ui/page";
import { conditionTone, Light } from "./light";
import { t } from "./messages";
import { detailWord, failureWord, partWord } from "./partmessages";

type Health = components["schemas"]["HealthTold"];
type Part = components["schemas"]["DependencyTold"];

const NAMES_SHOWN = 3;

/** `nowMs` is by the server's clock, as the times that it tells. */
export function Lights({ health, nowMs }: { health: Health; nowMs: number }) {
  return (
    <Section title={t("parts")}>
      <ul class="health-parts">
        {health.dependencies.map((part) => (
          <Card key={`${part.name} ${part.hears.en}`} part={part} nowMs={nowMs} />
        ))}
      </ul>
    </Section>
  );
}

function Card({ part, nowMs }: { part: Part; nowMs: number }) {
  const detail = detailWord(part.name, part.detail);
  const failure = failureWord(part.name);
  return (
    <li class={`health-part health-part-${conditionTone(part.state)}`}>
      <div class="row">
        <h3 class="grow said">{partWord(part.name)}</h3>
        <Light state={part.state} />
      </div>
      {part.state !== "ok" && part.state !== "unknown" && (
        <p>
          <span class="muted">{t("hears")}:</span>{" "}
          <strong class="said">{part.hears[locale.value]}</strong>
        </p>
      )}
      <p class="muted small">
        {detail !== "" && <span class="health-detail">{detail}</span>}
        <Told names={part.workers} all={part.state === "ok"} />
        <span title={dateTime(part.since_s)}>
          {t("since", { ago: ago(part.since_s, Math.max(nowMs, part.since_s * 1_000)) })}
        </span>
      </p>
      {failure !== "" && (
        <details class="small">
          <summary>{t("if-fails")}</summary>
          <p>{failure}</p>
        </details>
      )}
    </li>
  );
}

/** Who told it: names where it matters, else how many. */
function Told({ names, all }: { names: readonly string[]; all: boolean }) {
  if (names.length === 0) return null;
  const some = names.slice(0, NAMES_SHOWN).join(", ");
  const more = names.length > NAMES_SHOWN ? ` +${names.length - NAMES_SHOWN}` : "";
  return (
    <span class="health-detail said" title={names.join(", ")}>
      {all ? t("workers", { n: names.length }) : t("of-worker", { names: some + more })}
    </span>
  );
}
