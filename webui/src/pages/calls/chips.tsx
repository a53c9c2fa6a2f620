// What is set, each with a way to take it out; and what of the address was not understood.
import { Banner } from "@/ui/bits";
import { Button } from "@/ui/button";
import { go } from "@/ui/router";
import { set } from "./bar";
import { addressOf, keptOf, type Condition, type Filter } from "./filter";
import { t } from "./messages";
import { conditionShown, periodShown } from "./shown";

/** A chip for each condition. */
export function Chips({ filter }: { filter: Filter }) {
  const conditions = Object.entries(filter.set) as [Condition, string][];
  const { period } = filter;
  if (conditions.length === 0 && period === undefined) return null;
  return (
    <ul class="calls-chips" aria-label={t("filters")}>
      {period !== undefined && (
        <Chip what={periodShown(period)} onOut={() => set({ period: undefined })} />
      )}
      {conditions.map(([name, value]) => (
        <Chip
          key={name}
          what={conditionShown(name, value)}
          onOut={() => set({ [name]: undefined })}
        />
      ))}
      <li>
        <Button kind="quiet" onClick={() => go("/calls")}>
          {t("clear")}
        </Button>
      </li>
    </ul>
  );
}

function Chip({ what, onOut }: { what: string; onOut: () => void }) {
  return (
    <li class="calls-chip">
      <span class="said" dir="auto">
        {what}
      </span>
      <button
        type="button"
        class="calls-chip-out"
        aria-label={t("take-out", { what })}
        onClick={onOut}
      >
        ×
      </button>
    </li>
  );
}

/** Says which parts of the address are left out. */
export function Ignored({ filter }: { filter: Filter }) {
  const names = [...new Set(filter.ignored)];
  if (names.length === 0) return null;
  return (
    <Banner tone="warn">
      <span class="said">{t("ignored", { n: names.length, names: names.join(", ") })}</span>
      <Button onClick={() => go(addressOf(keptOf(filter)), { replace: true })}>
        {t("take-them-out")}
      </Button>
    </Banner>
  );
}
