// What this page asks the server for.
import { api, askTagged } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Rollout = Schemas["Rollout"];
export type Plan = Schemas["Plan"];
export type Arm = Schemas["Arm"];
export type Compared = Schemas["Compared"];
export type Step = Schemas["Step"];

/** The rollout as it was read, and what a change of it must show. */
export interface State {
  readonly rollout: Rollout;
  readonly etag: string;
  readonly readAt: Date;
}

export const GUARD = "guard"; // who changed the plan, if no human did

export async function readRollout(signal: AbortSignal): Promise<State> {
  return stateOf(await askTagged(api.GET("/api/v1/rollout", { signal })));
}

export function stateOf(told: { data: Rollout; etag: string }): State {
  return { rollout: told.data, etag: told.etag, readAt: new Date() };
}

/** The step that took the candidate back, if that is why nobody is on trial now. */
export function rollBackOf(rollout: Rollout): Step | null {
  if (rollout.plan.status !== "rolled-back") return null;
  return rollout.history.find((step) => step.status === "rolled-back") ?? null;
}
