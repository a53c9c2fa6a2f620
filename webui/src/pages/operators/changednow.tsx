// What somebody else has made of it meanwhile.
import type { ComponentChildren } from "preact";
import { Facts } from "@/ui/bits";
import { t } from "./messages";

export type FactList = readonly (readonly [string, ComponentChildren])[];

export function ChangedNow({ facts }: { facts: FactList }) {
  return (
    <div class="operators-changed stack" role="alert">
      <p>{t("changed-now")}</p>
      <Facts facts={facts} />
      <p class="muted">{t("changed-then")}</p>
    </div>
  );
}
