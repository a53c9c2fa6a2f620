// The table of pages: where each stands, who may see it, and the door behind which it lies.
import type { ComponentType } from "preact";
import type { Role } from "@/api/session";
import { match } from "@/ui/router";

export interface PageProps {
  /** What the address says: of "/calls/:id" the id. */
  readonly params: Readonly<Record<string, string>>;
}

export interface PageRow {
  readonly name: string;
  readonly paths: readonly string[];
  readonly roles: readonly Role[];
  /** Its word in the navigation; without one it is reached by other ways. */
  readonly nav?:
    | "live"
    | "calls"
    | "operators"
    | "prompts"
    | "rollout"
    | "costs"
    | "health"
    | "users"
    | "audit"
    | "try";
  readonly door: () => Promise<{ default: ComponentType<PageProps> }>;
}

const ANYBODY: readonly Role[] = ["admin", "supervisor", "operator", "viewer"];
const OPERATOR: readonly Role[] = ["admin", "supervisor", "operator"];
const SUPERVISOR: readonly Role[] = ["admin", "supervisor"];
const ADMIN: readonly Role[] = ["admin"];

export const PAGES: readonly PageRow[] = [
  { name: "live", nav: "live", paths: ["/"], roles: ANYBODY, door: () => import("@/pages/live") },
  {
    name: "calls",
    nav: "calls",
    paths: ["/calls"],
    roles: ANYBODY,
    door: () => import("@/pages/calls"),
  },
  { name: "call", paths: ["/calls/:id"], roles: ANYBODY, door: () => import("@/pages/call") },
  {
    name: "operators",
    nav: "operators",
    paths: ["/operators", "/operators/queues", "/operators/handovers", "/operators/worklist"],
    roles: ANYBODY,
    door: () => import("@/pages/operators"),
  },
  { name: "try", nav: "try", paths: ["/try"], roles: OPERATOR, door: () => import("@/pages/try") },
  {
    name: "prompts",
    nav: "prompts",
    paths: ["/prompts", "/prompts/:id"],
    roles: SUPERVISOR,
    door: () => import("@/pages/prompts"),
  },
  {
    name: "rollout",
    nav: "rollout",
    paths: ["/rollout"],
    roles: SUPERVISOR,
    door: () => import("@/pages/rollout"),
  },
  {
    name: "costs",
    nav: "costs",
    paths: ["/costs", "/costs/what-if", "/costs/prices", "/costs/prices/:id"],
    roles: SUPERVISOR,
    door: () => import("@/pages/costs"),
  },
  {
    name: "health",
    nav: "health",
    paths: ["/health"],
    roles: ANYBODY,
    door: () => import("@/pages/health"),
  },
  {
    name: "users",
    nav: "users",
    paths: ["/users", "/users/:id"],
    roles: ADMIN,
    door: () => import("@/pages/users"),
  },
  {
    name: "audit",
    nav: "audit",
    paths: ["/audit"],
    roles: ADMIN,
    door: () => import("@/pages/audit"),
  },
  { name: "account", paths: ["/account"], roles: ANYBODY, door: () => import("@/pages/account") },
];

/** Return the page at a path and what the path says; null if there is none. */
export function pageAt(
  path: string,
): { page: PageRow; params: Readonly<Record<string, string>> } | null {
  for (const page of PAGES)
    for (const pattern of page.paths) {
      const params = match(pattern, path);
      if (params !== null) return { page, params };
    }
  return null;
}
