// What can be changed of an operator: read by the form, told to the server, compared.
import { api, ask } from "@/api/client";
import type { components } from "@/api/schema";
import type { FactList } from "./changednow";
import { t } from "./messages";
import type { Operator } from "./operators";

export type Wanted = Required<components["schemas"]["OperatorWanted"]>;

export const NOBODY: Wanted = { name: "", interface: "", user_id: null, skills: [], queues: [] };

/** Without presence: that is nobody's form. */
export function wantedOf(row: Operator): Wanted {
  const { name, interface: at, user_id, skills, queues } = row;
  return { name, interface: at, user_id, skills, queues };
}

export function operatorFacts(row: Operator): FactList {
  return [
    [t("name"), row.name],
    [t("interface"), row.interface],
    [t("user"), row.user_id ?? t("user-none")],
    [t("skills"), row.skills.join(", ")],
    [t("queues"), row.queues.join(", ")],
  ];
}

export function readOperator(operatorId: string): Promise<Operator> {
  const path = { operator_id: operatorId };
  return ask(api.GET("/api/v1/operators/{operator_id}", { params: { path } }));
}

/** "tyres,  oil" as two skills; nothing twice. */
export function skillsOf(text: string): string[] {
  const all = text.split(",").map((each) => each.trim());
  return [...new Set(all.filter((each) => each !== ""))];
}
