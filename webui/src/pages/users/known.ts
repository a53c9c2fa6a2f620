// What the page knows of users.
import type { components } from "@/api/schema";

export type User = components["schemas"]["User"];
export type Role = User["role"];

export const ROLES: readonly Role[] = ["admin", "supervisor", "operator", "viewer"];

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
