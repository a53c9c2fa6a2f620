// Changes of something that others change too: the server refuses (412) what was made from an
// old version. Where nothing moved that the user looks at, the change is sent again with the
// new version; otherwise the new version is shown, and what was typed stays.
import { useRef, useState } from "preact/hooks";
import { useAct, type Act } from "@/api/asking";
import { asProblem } from "@/api/problem";

interface Versioned {
  readonly version: number;
}

export interface Matched<Row, Args extends unknown[], Told> extends Act<Args, Told> {
  /** The newest version that the user has seen. */
  readonly now: Row;
  /** It is another one than he began with. */
  readonly moved: boolean;
}

/** `work` gets the value of If-Match first. `facts` are what the user looks at of a row. */
export function useMatched<Row extends Versioned, Args extends unknown[], Told>(
  first: Row,
  how: {
    read: () => Promise<Row>;
    facts: (row: Row) => unknown;
    work: (tag: string, ...args: Args) => Promise<Told>;
  },
): Matched<Row, Args, Told> {
  const [now, setNow] = useState(first);
  const [moved, setMoved] = useState(false);
  const seen = useRef(first);
  const same = (a: Row, b: Row) => JSON.stringify(how.facts(a)) === JSON.stringify(how.facts(b));
  const act = useAct(async (_key, ...args: Args) => {
    try {
      return await how.work(tagOf(seen.current), ...args);
    } catch (error) {
      if (asProblem(error).word !== "changed") throw error;
      const before = seen.current;
      const fresh = await how.read();
      seen.current = fresh;
      setNow(fresh);
      if (same(before, fresh)) return await how.work(tagOf(fresh), ...args);
      setMoved(true);
      throw error;
    }
  });
  return { ...act, now, moved };
}

function tagOf(row: Versioned): string {
  return `"${row.version}"`;
}
