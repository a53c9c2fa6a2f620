// A diff that can be read: line numbers, signs, and the words that changed in a long line.
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { wordsOf, type Line, type Piece } from "./lines";
import { t } from "./messages";
import { languageName } from "@/ui/format";

interface Painted extends Line {
  readonly pieces: readonly Piece[];
}

/** The lines of one text. `caption` says what is compared. */
export function DiffTable({ caption, lines }: { caption: string; lines: readonly Line[] }) {
  const painted = useMemo(() => paint(lines), [lines]);
  return (
    <div class="table-frame" tabIndex={0} role="group" aria-label={caption}>
      <table class="prompts-diff">
        <caption class="hidden-visually">{caption}</caption>
        <thead class="hidden-visually">
          <tr>
            <th scope="col">{t("line-before")}</th>
            <th scope="col">{t("line-after")}</th>
            <th scope="col">{t("what-became")}</th>
            <th scope="col">{t("text")}</th>
          </tr>
        </thead>
        <tbody>
          {painted.map((line, at) => (
            <DiffRow key={at} line={line} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DiffRow({ line }: { line: Painted }) {
  if (line.kind === "gap")
    return (
      <tr class="prompts-diff-gap">
        <td colSpan={4}>{t("from-line", { n: line.after })}</td>
      </tr>
    );
  return (
    <tr class={`prompts-diff-${line.kind}`}>
      <td class="prompts-diff-number">{line.before || ""}</td>
      <td class="prompts-diff-number">{line.after || ""}</td>
      <td class="prompts-diff-sign">
        <Sign kind={line.kind} />
      </td>
      <td class="said" dir="auto">
        {line.pieces.map((piece, at) => (
          <PieceShown key={at} piece={piece} kind={line.kind} />
        ))}
      </td>
    </tr>
  );
}

function Sign({ kind }: { kind: Line["kind"] }) {
  if (kind === "same") return null;
  return (
    <>
      <span aria-hidden="true">{kind === "gone" ? "−" : "+"}</span>
      <span class="hidden-visually">{t(kind === "gone" ? "line-gone" : "line-new")}</span>
    </>
  );
}

function PieceShown({ piece, kind }: { piece: Piece; kind: Line["kind"] }): ComponentChildren {
  if (!piece.changed) return piece.text;
  return kind === "gone" ? <del>{piece.text}</del> : <ins>{piece.text}</ins>;
}

/** Runs of lines that are gone and the new ones after them are compared word by word. */
function paint(lines: readonly Line[]): Painted[] {
  const painted: Painted[] = lines.map((line) => ({ ...line, pieces: whole(line.text) }));
  for (let at = 0; at < painted.length;) {
    const gone = runOf(painted, at, "gone");
    const fresh = runOf(painted, at + gone, "new");
    for (let pair = 0; pair < Math.min(gone, fresh); pair++) {
      const [one, other] = [painted[at + pair], painted[at + gone + pair]];
      const pieces = one && other ? wordsOf(one.text, other.text) : null;
      if (one === undefined || other === undefined || pieces === null) continue;
      painted[at + pair] = { ...one, pieces: pieces[0] };
      painted[at + gone + pair] = { ...other, pieces: pieces[1] };
    }
    at += Math.max(1, gone + fresh);
  }
  return painted;
}

function runOf(lines: readonly Line[], from: number, kind: Line["kind"]): number {
  let end = from;
  while (lines[end]?.kind === kind) end++;
  return end - from;
}

function whole(text: string): Piece[] {
  return [{ text, changed: false }];
}

/** The diffs of several languages; those without a difference are told in one line. */
export function Diffs(props: {
  before: string;
  after: string;
  lines: readonly (readonly [string, readonly Line[]])[];
}) {
  const { before, after } = props;
  const changed = props.lines.filter(([, lines]) => lines.length > 0);
  const same = props.lines.filter(([, lines]) => lines.length === 0);
  return (
    <div class="stack">
      {changed.map(([language, lines]) => (
        <section key={language} class="stack prompts-diff-part">
          <h3 class="row">
            <span class="grow">{languageName(language)}</span>
            <Counts lines={lines} />
          </h3>
          <DiffTable
            caption={t("diff-caption", { language: languageName(language), before, after })}
            lines={lines}
          />
        </section>
      ))}
      {same.length > 0 && (
        <p class="muted">
          {t("no-difference", { languages: same.map(([each]) => languageName(each)).join(", ") })}
        </p>
      )}
    </div>
  );
}

function Counts({ lines }: { lines: readonly Line[] }) {
  const count = (kind: Line["kind"]) => lines.filter((line) => line.kind === kind).length;
  return (
    <span class="small muted">
      {t("lines-new", { n: count("new") })}, {t("lines-gone", { n: count("gone") })}
    </span>
  );
}
