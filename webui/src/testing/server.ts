// A server for unit tests: answers by method and path, and remembers what was asked.
import { vi } from "vitest";

export interface AskedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: unknown;
}

type Answer = Response | object | string | undefined;
type Rule = (asked: AskedRequest) => Answer | Promise<Answer>;

/** Let `fetch` answer "GET /api/v1/calls" by the rule of that name; ":id" matches a part.
 * An object is told as JSON with 200, a Response as it is. What has no rule fails the test. */
export function answering(rules: Readonly<Record<string, Rule>>): {
  readonly asked: AskedRequest[];
} {
  const asked: AskedRequest[] = [];
  vi.stubGlobal("fetch", async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input instanceof URL ? input.href : input, init);
    const url = new URL(request.url);
    const text = await request.text();
    const one: AskedRequest = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: text === "" ? undefined : parsed(text),
    };
    asked.push(one);
    const rule = Object.entries(rules).find(([name]) => fits(name, one))?.[1];
    if (rule === undefined) throw new Error(`no rule for ${one.method} ${one.path}`);
    const answer = await rule(one);
    return answer instanceof Response ? answer : told(answer);
  });
  return { asked };
}

/** A problem as the server tells it. */
export function refusal(
  status: number,
  word: string,
  more: object = {},
  headers: Record<string, string> = {},
): Response {
  const body = { type: `/problems/${word}`, title: `it is ${word}`, status, ...more };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
}

/** JSON with headers, as an ETag. */
export function told(
  body: object | string | undefined,
  headers: Record<string, string> = {},
): Response {
  if (body === undefined) return new Response(null, { status: 204, headers });
  return new Response(JSON.stringify(body), {
    status: 200,
    headers: { "Content-Type": "application/json", ...headers },
  });
}

function fits(name: string, asked: AskedRequest): boolean {
  const [method, pattern = ""] = name.split(" ");
  const wanted = pattern.split("/");
  const given = asked.path.split("/");
  return (
    method === asked.method &&
    wanted.length === given.length &&
    wanted.every((part, at) => part.startsWith(":") || part === given[at])
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
