// What the server says when it will not: problem+json, as one error with a machine word.
import type { components } from "@/api/schema";

export type FieldError = components["schemas"]["FieldError"];

/** A request that did not do what was asked. `word` is the server's, or "offline". */
export class Problem extends Error {
  readonly word: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  readonly fields: readonly FieldError[];
  /** Seconds until it is worth trying again; null if nobody said. */
  readonly retryAfterS: number | null;

  constructor(word: string, told: Partial<Omit<Problem, "word">> = {}) {
    super(told.message ?? word);
    this.word = word;
    this.status = told.status ?? 0;
    this.detail = told.detail ?? "";
    this.requestId = told.requestId ?? "";
    this.fields = told.fields ?? [];
    this.retryAfterS = told.retryAfterS ?? null;
  }
}

/** Return the problem of an answer, whatever stood in it. */
export function problemOf(body: unknown, response: Response): Problem {
  const told = isRecord(body) ? body : {};
  const type = typeof told["type"] === "string" ? told["type"] : "";
  const retry = Number(response.headers.get("Retry-After") ?? Number.NaN);
  const fields = Array.isArray(told["errors"]) ? (told["errors"] as FieldError[]) : [];
  return new Problem(type.startsWith("/problems/") ? type.slice(10) : wordOf(response.status), {
    status: response.status,
    message: text(told["title"]),
    detail: text(told["detail"]),
    requestId: text(told["request_id"]) || (response.headers.get("X-Request-Id") ?? ""),
    fields,
    retryAfterS: Number.isFinite(retry) ? retry : null,
  });
}

/** Return what was thrown as a problem. An abort is not one: it is thrown on. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DOMException && error.name === "AbortError") throw error;
  return new Problem("offline", { message: error instanceof Error ? error.message : "" });
}

function wordOf(status: number): string {
  if (status === 401) return "unauthorized";
  if (status === 404) return "not-found";
  if (status === 429) return "too-many";
  return status >= 502 && status <= 504 ? "unavailable" : "bug"; // a proxy's own words
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
