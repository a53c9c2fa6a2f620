// What differs between two texts: by lines, and by words inside a line that was changed.
// Pure. The server compares versions that are stored; what is only typed is compared here.

export interface Line {
  readonly kind: "same" | "gone" | "new" | "gap";
  readonly text: string;
  /** Line numbers before and after; 0 where the line is not. */
  readonly before: number;
  readonly after: number;
}

/** A piece of a line; `changed` pieces are only on this side. */
export interface Piece {
  readonly text: string;
  readonly changed: boolean;
}

const MOST_CELLS = 1_000_000; // of a table of two middles: 8 MB, some milliseconds
const CONTEXT = 3;
const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** Read the lines of a unified diff without its two head lines. */
export function linesOf(unified: readonly string[]): Line[] {
  const lines: Line[] = [];
  let [before, after] = [0, 0];
  for (const raw of unified) {
    const hunk = HUNK.exec(raw);
    if (hunk !== null) {
      // "-0,0" stands before the first line: an empty side counts from the line before it
      before = Number(hunk[1]) + (hunk[2] === "0" ? 1 : 0);
      after = Number(hunk[3]) + (hunk[4] === "0" ? 1 : 0);
      lines.push({ kind: "gap", text: "", before, after });
      continue;
    }
    const text = raw.slice(1);
    if (raw.startsWith("-")) lines.push({ kind: "gone", text, before: before++, after: 0 });
    else if (raw.startsWith("+")) lines.push({ kind: "new", text, before: 0, after: after++ });
    else lines.push({ kind: "same", text, before: before++, after: after++ });
  }
  return lines;
}

/** Compare two texts by lines; far from a change lines are left out. Nothing if they are equal. */
export function compared(before: string, after: string): Line[] {
  if (before === after) return [];
  const [one, other] = [split(before), split(after)];
  const all: Line[] = [];
  for (const step of steps(one, other)) {
    const text = (step.kind === "new" ? other[step.after] : one[step.before]) ?? "";
    all.push({
      kind: step.kind,
      text,
      before: step.kind === "new" ? 0 : step.before + 1,
      after: step.kind === "gone" ? 0 : step.after + 1,
    });
  }
  return withoutFar(all);
}

function split(text: string): string[] {
  return text === "" ? [] : text.split(/\r\n|\r|\n/);
}

function withoutFar(all: readonly Line[]): Line[] {
  const near = new Set<number>();
  for (const [at, line] of all.entries())
    if (line.kind !== "same")
      for (let each = at - CONTEXT; each <= at + CONTEXT; each++) near.add(each);
  const kept: Line[] = [];
  let last = -1;
  for (const [at, line] of all.entries()) {
    if (!near.has(at)) continue;
    if (at !== last + 1)
      kept.push({ kind: "gap", text: "", before: line.before, after: line.after });
    kept.push(line);
    last = at;
  }
  return kept;
}

/** Where words differ in a line that was replaced; null if hardly anything is the same. */
export function wordsOf(before: string, after: string): readonly [Piece[], Piece[]] | null {
  const [one, other] = [words(before), words(after)];
  const [left, right]: [Piece[], Piece[]] = [[], []];
  let same = 0;
  for (const step of steps(one, other)) {
    if (step.kind !== "new") add(left, one[step.before] ?? "", step.kind === "gone");
    if (step.kind !== "gone") add(right, other[step.after] ?? "", step.kind === "new");
    if (step.kind === "same") same += (one[step.before] ?? "").trim().length;
  }
  const longest = Math.max(before.length, after.length);
  return same * 3 < longest ? null : [left, right];
}

function words(line: string): string[] {
  return line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

function add(pieces: Piece[], text: string, changed: boolean): void {
  const last = pieces.at(-1);
  if (last?.changed === changed) pieces[pieces.length - 1] = { text: last.text + text, changed };
  else pieces.push({ text, changed });
}

interface Step {
  readonly kind: "same" | "gone" | "new";
  readonly before: number;
  readonly after: number;
}

/** The longest common subsequence of what lies between the equal ends. */
function* steps(one: readonly string[], other: readonly string[]): Generator<Step> {
  let head = 0;
  while (head < one.length && head < other.length && one[head] === other[head]) head++;
  let tail = 0;
  while (
    tail < Math.min(one.length, other.length) - head &&
    one[one.length - 1 - tail] === other[other.length - 1 - tail]
  )
    tail++;
  for (let at = 0; at < head; at++) yield { kind: "same", before: at, after: at };
  yield* middle(one, other, head, tail);
  for (let left = tail; left > 0; left--)
    yield { kind: "same", before: one.length - left, after: other.length - left };
}

function* middle(
  one: readonly string[],
  other: readonly string[],
  head: number,
  tail: number,
): Generator<Step> {
  const [m, n] = [one.length - head - tail, other.length - head - tail];
  const common = m * n > MOST_CELLS ? null : table(one, other, head, m, n);
  const width = n + 1;
  let [i, j] = [0, 0];
  while (i < m || j < n) {
    const isSame = common !== null && i < m && j < n && one[head + i] === other[head + j];
    if (isSame) yield { kind: "same", before: head + i++, after: head + j++ };
    else if (i < m && (j >= n || down(common, i, j, width)))
      yield { kind: "gone", before: head + i++, after: 0 };
    else yield { kind: "new", before: 0, after: head + j++ };
  }
}

/** What is gone stands before what is new. */
function down(common: Uint32Array | null, i: number, j: number, width: number): boolean {
  if (common === null) return true;
  return (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0);
}

function table(
  one: readonly string[],
  other: readonly string[],
  head: number,
  m: number,
  n: number,
): Uint32Array {
  const width = n + 1;
  const common = new Uint32Array((m + 1) * width);
  for (let i = m - 1; i >= 0; i--)
    for (let j = n - 1; j >= 0; j--)
      common[i * width + j] =
        one[head + i] === other[head + j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
  return common;
}
