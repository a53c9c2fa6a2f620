// The report of a regression run. The server hands it on as the runner wrote it, so that
// whatever is missing or odd in it is left out.

export interface Rate {
  readonly language: string;
  readonly passed: number;
  readonly played: number;
  /** Less than this share is a failure. */
  readonly floor: number | null;
}

export interface Dialogue {
  readonly id: string;
  readonly passed: boolean;
  /** What must never happen, and did. */
  readonly broken: readonly string[];
  /** What should have happened, and did not. */
  readonly missed: readonly string[];
}

export interface Tries {
  readonly played: number;
  readonly wrong: number;
}

export interface Report {
  readonly languages: readonly Rate[];
  readonly dialogues: readonly Dialogue[];
  readonly interrupted: Tries | null;
  readonly hostile: Tries | null;
  readonly wrong: readonly string[];
  /** All that is wrong; `wrong` holds the first of them. */
  readonly wrongCount: number;
  readonly tookS: number | null;
}

export function reportOf(told: Readonly<Record<string, unknown>>): Report {
  const wrong = texts(told["wrong"]);
  return {
    languages: Object.entries(record(told["languages"])).map(([language, rate]) => {
      const { passed, played, floor } = record(rate);
      const least = typeof floor === "number" ? floor : null;
      return { language, passed: number(passed), played: number(played), floor: least };
    }),
    dialogues: list(told["dialogues"]).map((each) => {
      const { id, passed, broken, missed } = record(each);
      return {
        id: typeof id === "string" ? id : "?",
        passed: passed === true,
        broken: texts(broken),
        missed: texts(missed),
      };
    }),
    interrupted: tries(told["interrupted"]),
    hostile: tries(told["hostile"]),
    wrong,
    wrongCount: Math.max(number(told["wrong_count"]), wrong.length),
    tookS: typeof told["took_s"] === "number" ? told["took_s"] : null,
  };
}

/** Dialogues that are worth reading: what was broken first, then what was missed. */
export function failing(report: Report): Dialogue[] {
  const bad = report.dialogues.filter((each) => !each.passed || each.broken.length > 0);
  return bad.sort((one, other) => other.broken.length - one.broken.length);
}

function tries(value: unknown): Tries | null {
  const { played, wrong } = record(value);
  return typeof played === "number" ? { played, wrong: number(wrong) } : null;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function texts(value: unknown): string[] {
  return list(value).filter((each) => typeof each === "string");
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
