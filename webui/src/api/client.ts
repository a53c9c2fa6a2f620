// The one way to the server. `ask(api.GET("/api/v1/calls", {...}))` returns what the server
// tells or throws a Problem. A token that ended on the way is renewed once and the request
// sent again; when the session itself is over, the UI shows the login.
import createClient, { type Middleware } from "openapi-fetch";
import { problemOf } from "@/api/problem";
import type { paths } from "@/api/schema";
import { freshToken, leave, refresh } from "@/api/session";

const authorized: Middleware = {
  async onRequest({ request }) {
    const token = await freshToken();
    if (token !== "") request.headers.set("Authorization", `Bearer ${token}`);
    return request;
  },
};

/** Send a request; after a 401 once more with a new token. */
async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await fetch(request);
  if (answer.status !== 401 || !request.headers.has("Authorization")) return answer;
  const problem = problemOf(
    await answer
      .clone()
      .json()
      .catch(() => null),
    answer,
  );
  if (problem.word !== "unauthorized") return answer; // a wrong password is not a dead token
  if (!(await refresh())) return answer;
  again.headers.set("Authorization", `Bearer ${await freshToken()}`);
  const second = await fetch(again);
  if (second.status === 401) leave();
  return second;
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });
api.use(authorized);

interface Answered<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** Return what was told. Throws Problem, "offline" when the server could not be reached. */
export async function ask<Data>(answered: Promise<Answered<Data>>): Promise<NonNullable<Data>> {
  return (await askTagged(answered)).data;
}

/** As `ask`, with the ETag that a change of this must show as If-Match. */
export async function askTagged<Data>(
  answered: Promise<Answered<Data>>,
): Promise<{ data: NonNullable<Data>; etag: string }> {
  const { data, error, response } = await answered;
  if (!response.ok) throw problemOf(error, response);
  // 204 has no body: what it tells is nothing
  return { data: data as NonNullable<Data>, etag: response.headers.get("ETag") ?? "" };
}

/** Return a key for one intent of the user: to press again after an error repeats nothing. */
export function newKey(): string {
  return crypto.randomUUID();
}
