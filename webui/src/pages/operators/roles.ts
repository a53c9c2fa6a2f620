// Who may do what on this page. The server refuses anyway; here it is hidden.
import { session } from "@/api/session";

/** Operators and queues are made and changed by supervisors. */
export function mayManage(): boolean {
  const role = session.value?.role;
  return role === "supervisor" || role === "admin";
}

/** The worklist and a presence of one's own are for operators, too. */
export function mayWork(): boolean {
  return mayManage() || session.value?.role === "operator";
}
