// Lists with cursors: the first page, and more below it when the user wants more.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "@/api/problem";

/** A page as the server tells it; `next` is the cursor of the following one. */
export interface Paged<Row> {
  items: Row[];
  next?: string | null;
}

export interface Pages<Row, Told> {
  readonly rows: readonly Row[];
  /** The first page as it was told, with what it says of the whole list; undefined at first. */
  readonly first: Told | undefined;
  /** There is more to ask for. */
  readonly there: boolean;
  readonly loading: boolean;
  readonly problem: Problem | null;
  readonly more: () => void;
  /** Ask from the beginning; what is shown stays until the answer is there. */
  readonly again: () => void;
  /** Show this row in the place of that: what an act has just been told. */
  readonly put: (is: (row: Row) => boolean, row: Row) => void;
}

/** A page may come empty before the last one: so many are asked for without a click. */
export const MOST_EMPTY = 20;

interface State<Row, Told> {
  readonly key: string;
  readonly rows: readonly Row[];
  readonly first: Told | undefined;
  readonly next: string | null;
  readonly problem: Problem | null;
}

type Question<Told> = (cursor: string | undefined, signal: AbortSignal) => Promise<Told>;

/** Ask for a list from its beginning when the component appears and whenever `key` changes. */
export function usePages<Row, Told extends Paged<Row>>(
  key: string,
  question: Question<Told & Paged<Row>>,
): Pages<Row, Told> {
  const [state, setState] = useState<State<Row, Told>>(() => empty(key));
  const [loading, setLoading] = useState(true);
  const [turn, setTurn] = useState(0);
  const running = useRef<AbortController | null>(null);
  const latest = useRef(question);
  latest.current = question;

  const read = useCallback(
    async (cursor: string | undefined) => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      setLoading(true);
      try {
        const told = await filled<Row, Told>(latest.current, cursor, abort.signal);
        if (abort.signal.aborted) return;
        setState((before) => {
          const goesOn = cursor !== undefined && before.key === key;
          const rows = goesOn ? [...before.rows, ...told.items] : told.items;
          const first = goesOn ? before.first : told;
          return { key, rows, first, next: told.next ?? null, problem: null };
        });
      } catch (error) {
        if (abort.signal.aborted) return;
        const problem = asProblem(error);
        setState((before) => ({ ...(before.key === key ? before : empty(key)), problem }));
      }
      setLoading(false);
    },
    [key],
  );

  useEffect(() => {
    void read(undefined);
    return () => running.current?.abort();
  }, [read, turn]);

  const shown = state.key === key ? state : empty<Row, Told>(key);
  const next = shown.next;
  const more = useCallback(() => void (next !== null && read(next)), [read, next]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  const put = useCallback((is: (row: Row) => boolean, row: Row) => {
    setState((before) => ({
      ...before,
      rows: before.rows.map((each) => (is(each) ? row : each)),
    }));
  }, []);
  const { rows, first, problem } = shown;
  return { rows, first, there: next !== null, loading, problem, more, again, put };
}

/** Ask until something comes, or the list ends, or it was often enough. */
async function filled<Row, Told extends Paged<Row>>(
  question: Question<Told>,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Told> {
  let told = await question(cursor, signal);
  for (let at = 1; at < MOST_EMPTY; at += 1) {
    const next = told.next ?? null;
    if (told.items.length > 0 || next === null || signal.aborted) break;
    told = { ...told, ...(await question(next, signal)) };
  }
  return told;
}

function empty<Row, Told>(key: string): State<Row, Told> {
  return { key, rows: [], first: undefined, next: null, problem: null };
}
