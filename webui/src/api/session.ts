// Who is logged in. The access token lives in memory only; the cookie, which no script can
// read, gives a new one. Refreshing replaces the cookie, so tabs take turns.
import { signal } from "@preact/signals";
import { keep, kept } from "@/i18n";
import type { components } from "@/api/schema";
import { Problem, problemOf } from "@/api/problem";

export type Access = components["schemas"]["Access"];
export type Role = Access["role"];
export type LoginWanted = components["schemas"]["LoginWanted"];

export interface Session {
  readonly name: string;
  readonly role: Role;
  readonly userId: string;
  readonly sessionId: string;
}

/** Null: nobody. Undefined: it is being asked. */
export const session = signal<Session | null | undefined>(undefined);

const EARLY_S = 60; // before a token ends
const RACED_MS = 1_000;
const LOCK = "callcore.refresh";
const IN = "callcore.in"; // whether it is worth asking the server at the start

let token = "";
let endsAtMs = 0;
let running: Promise<boolean> | null = null;

/** Return the access token, a new one if the old one is about to end; "" if nobody is in. */
export async function freshToken(): Promise<string> {
  if (token !== "" && Date.now() > endsAtMs - EARLY_S * 1_000) await refresh();
  return token;
}

/** Log in. Throws Problem: wrong-login, code-required, new-password-required, too-many... */
export async function logIn(wanted: LoginWanted): Promise<void> {
  enter(await post("/api/v1/auth/login", wanted));
}

/** Find out at the start who is in; nothing is asked where nobody has logged in. */
export async function resume(): Promise<void> {
  if (kept(IN) === "yes") await refresh();
  else leave();
}

/** Ask with the cookie who is logged in. Returns whether somebody is. One at a time. */
export function refresh(): Promise<boolean> {
  running ??= inTurn(askAgain).finally(() => {
    running = null;
  });
  return running;
}

/** End the session here and at the server. Throws Problem if the server could not be told. */
export async function logOut(): Promise<void> {
  const headers = token === "" ? {} : { Authorization: `Bearer ${token}` };
  const answer = await send("/api/v1/auth/logout", { method: "POST", headers });
  if (!answer.ok && answer.status !== 401) throw await problemIn(answer);
  leave();
}

/** Forget who was logged in: the server says that the session is over. */
export function leave(): void {
  token = "";
  endsAtMs = 0;
  keep(IN, "no");
  session.value = null;
}

async function askAgain(): Promise<boolean> {
  try {
    enter(await post("/api/v1/auth/refresh"));
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.word === "raced") {
      await new Promise((done) => setTimeout(done, RACED_MS));
      enter(await post("/api/v1/auth/refresh"));
      return true;
    }
    if (error.status !== 401 && error.status !== 403) throw error;
    leave();
    return false;
  }
}

/** Tabs share the cookie: where the browser can, one refreshes after the other. */
async function inTurn(work: () => Promise<boolean>): Promise<boolean> {
  const locks = (navigator as { locks?: LockManager | null }).locks ?? null;
  return locks === null ? await work() : await locks.request(LOCK, work);
}

function enter(access: Access): void {
  token = access.access_token;
  endsAtMs = Date.now() + access.expires_in * 1_000;
  keep(IN, "yes");
  const { name, role, user_id: userId, session_id: sessionId } = access;
  const known = session.peek();
  if (known?.sessionId !== sessionId || known.role !== role || known.name !== name)
    session.value = { name, role, userId, sessionId };
}

async function post(path: string, body?: object): Promise<Access> {
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await send(path, {
    method: "POST",
    headers: json,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw await problemIn(answer);
  return (await answer.json()) as Access;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch {
    throw new Problem("offline");
  }
}

async function problemIn(answer: Response): Promise<Problem> {
  return problemOf(await answer.json().catch(() => null), answer);
}
