// The frame of each part: its title, and the way to the others.
import type { ComponentChildren } from "preact";
import { SubNav } from "@/ui/bits";
import { Page } from "@/ui/page";
import { place } from "@/ui/router";
import { t } from "./messages";

export const PARTS = {
  operators: "/operators",
  queues: "/operators/queues",
  handovers: "/operators/handovers",
  worklist: "/operators/worklist",
} as const;

export type Part = keyof typeof PARTS;

export function Frame(props: {
  part: Part;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const links = (Object.keys(PARTS) as Part[]).map((each) => [PARTS[each], t(each)] as const);
  return (
    <Page title={t(props.part)} actions={props.actions}>
      <SubNav label={t("parts")} here={place.value.path.replace(/\/$/, "")} links={links} />
      {props.children}
    </Page>
  );
}
