// The house in one sentence, and everything that callers hear because of it.
import type { components } from "@/api/schema";
import { locale } from "@/i18n";
import { conditionTone, Light } from "./light";
import { t } from "./messages";
import { partWord } from "./partmessages";

type Health = components["schemas"]["HealthTold"];
type Part = components["schemas"]["DependencyTold"];

export function Overall({ health, stale }: { health: Health; stale: boolean }) {
  const troubled = troubledOf(health.dependencies);
  return (
    <section
      class={`health-overall tone-${stale ? "plain" : conditionTone(health.state)}`}
      aria-label={t("callers-hear")}
    >
      <p class="health-state" role="status">
        <Light state={health.state} /> {t(`all-${health.state}`)}
      </p>
      {troubled.length > 0 && (
        <>
          <h2 class="health-hears">{t("callers-hear")}</h2>
          <ul class="health-sentences">
            {troubled.map((part) => (
              <li key={part.name + part.hears.en}>
                <strong>{partWord(part.name)}:</strong>{" "}
                <span class="said">{part.hears[locale.value]}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Return the parts that are not well; what nobody knows is no news for callers. */
export function troubledOf(parts: readonly Part[]): readonly Part[] {
  return parts.filter((part) => part.state === "down" || part.state === "degraded");
}
