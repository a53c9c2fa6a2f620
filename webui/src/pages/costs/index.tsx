// The page "costs": what was spent, what it would have been, and the prices that say so.
import "./costs.css";
import { SubNav } from "@/ui/bits";
import { Page } from "@/ui/page";
import { place } from "@/ui/router";
import { t } from "./messages";
import { Overview } from "./overview";
import { inAddress, periodOf } from "./period";
import { OneTable } from "./onetable";
import { Packaged } from "./packaged";
import { Prices } from "./prices";
import { WhatIf } from "./whatif";

interface DoorProps {
  params: Readonly<Record<string, string>>;
}

export default function Door({ params }: DoorProps) {
  const { path, query } = place.value;
  const period = inAddress(periodOf(query));
  const links = [
    [`/costs${period}`, t("overview")],
    [`/costs/what-if${period}`, t("what-if")],
    [`/costs/prices${period}`, t("prices")],
  ] as const;
  const part = partOf(path);
  return (
    <Page title={t("title")} lead={t("lead")}>
      <SubNav label={t("parts")} here={part + period} links={links} />
      {part === "/costs/what-if" ? (
        <WhatIf />
      ) : part === "/costs" ? (
        <Overview />
      ) : params["id"] === undefined ? (
        <Prices />
      ) : params["id"] === "packaged" ? (
        <Packaged />
      ) : (
        <OneTable key={params["id"]} id={params["id"]} />
      )}
    </Page>
  );
}

function partOf(path: string): string {
  if (path.startsWith("/costs/prices")) return "/costs/prices";
  return path.startsWith("/costs/what-if") ? "/costs/what-if" : "/costs";
}
