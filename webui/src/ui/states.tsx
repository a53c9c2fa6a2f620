// What a page shows while it has nothing to show: loading, empty, failed.
import type { ComponentChildren } from "preact";
import type { Asked } from "@/api/asking";
import type { Problem } from "@/api/problem";
import { Button } from "@/ui/button";
import { t } from "@/ui/messages";

/** Loading; it appears only after a moment, so that quick answers do not flash. */
export function Loading() {
  return (
    <p class="state state-loading" role="status">
      <span class="spinner" aria-hidden="true" /> {t("loading")}
    </p>
  );
}

/** Nothing there: say why, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state state-empty">
      <p class="state-title">{title}</p>
      {children}
    </div>
  );
}

/** A sentence about a problem in the user's language; the server's own where we have none. */
export function sentence(problem: Problem): string {
  const known = Object.hasOwn(t.all.en, problem.word) ? (problem.word as "bug") : null;
  return known === null ? problem.message || t("bug") : t(known);
}

/** A problem, with its details and, if it may help, a button to try again. */
export function Failed({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div class="state state-failed" role="alert">
      <p class="state-title">{sentence(problem)}</p>
      {problem.detail !== "" && <p>{problem.detail}</p>}
      {problem.fields.map((each) => (
        <p key={each.where}>{t("at-field", { where: each.where, problem: each.problem })}</p>
      ))}
      {problem.retryAfterS !== null && (
        <p class="muted">{t("wait-s", { n: Math.ceil(problem.retryAfterS) })}</p>
      )}
      {problem.requestId !== "" && problem.status >= 500 && (
        <p class="muted small mono">{t("request", { id: problem.requestId })}</p>
      )}
      {again !== undefined && <Button onClick={again}>{t("again")}</Button>}
    </div>
  );
}

/** Show what was asked for: loading, then the data, with a problem above it if there is one. */
export function Shown<Data>({
  asked,
  children,
}: {
  asked: Asked<Data>;
  children: (data: Data) => ComponentChildren;
}) {
  const { data, problem, again } = asked;
  if (data === undefined)
    return problem === null ? <Loading /> : <Failed {...{ problem, again }} />;
  return (
    <>
      {problem !== null && <Failed problem={problem} again={again} />}
      {children(data)}
    </>
  );
}
