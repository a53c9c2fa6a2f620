// Requests in components: what is loading, what came, what went wrong; and acts.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { newKey } from "@/api/client";
import { asProblem, type Problem } from "@/api/problem";

/** `data` stays while it is asked again, so that nothing flickers. */
export interface Asked<Data> {
  readonly data: Data | undefined;
  readonly problem: Problem | null;
  readonly loading: boolean;
  /** Ask again. */
  readonly again: () => void;
  /** Show this instead: what an act has just been told. */
  readonly put: (data: Data) => void;
}

/** Ask when the component appears and whenever `key` changes; a late answer is dropped. */
export function useAsk<Data>(
  key: string,
  question: (signal: AbortSignal) => Promise<Data>,
): Asked<Data> {
  const [shown, setShown] = useState<{ key: string; data?: Data; problem?: Problem }>({ key });
  const [turn, setTurn] = useState(0);
  const [loading, setLoading] = useState(true);
  const latest = useRef(question);
  latest.current = question;

  useEffect(() => {
    const abort = new AbortController();
    setLoading(true);
    latest
      .current(abort.signal)
      .then(
        (data) => {
          if (!abort.signal.aborted) setShown({ key, data });
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const problem = asProblem(error);
          setShown((before) => (before.key === key ? { ...before, problem } : { key, problem }));
        },
      )
      .finally(() => {
        if (!abort.signal.aborted) setLoading(false);
      })
      .catch(() => undefined);
    return () => abort.abort();
  }, [key, turn]);

  const again = useCallback(() => setTurn((before) => before + 1), []);
  const put = useCallback((data: Data) => setShown({ key, data }), [key]);
  const mine = shown.key === key;
  return {
    data: mine ? shown.data : undefined,
    problem: (mine ? shown.problem : null) ?? null,
    loading,
    again,
    put,
  };
}

/** An act of the user: it runs once at a time, and its real result is shown. */
export interface Act<Args extends unknown[], Told> {
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly told: Told | undefined;
  /** Returns what was told, or undefined after a problem. */
  readonly run: (...args: Args) => Promise<Told | undefined>;
  readonly clear: () => void;
}

/** `work` gets an idempotency key first. It stays the same until the act has succeeded, so
 * that pressing again after a lost answer does nothing twice; with other arguments it is new. */
export function useAct<Args extends unknown[], Told>(
  work: (key: string, ...args: Args) => Promise<Told>,
): Act<Args, Told> {
  const [state, setState] = useState<{ busy: boolean; problem: Problem | null; told?: Told }>({
    busy: false,
    problem: null,
  });
  const intent = useRef({ key: "", args: "" });
  const busy = useRef(false);
  const latest = useRef(work);
  latest.current = work;

  const run = useCallback(async (...args: Args): Promise<Told | undefined> => {
    if (busy.current) return undefined;
    const asked = JSON.stringify(args);
    if (intent.current.key === "" || intent.current.args !== asked)
      intent.current = { key: newKey(), args: asked };
    busy.current = true;
    setState({ busy: true, problem: null });
    try {
      const told = await latest.current(intent.current.key, ...args);
      intent.current = { key: "", args: "" };
      setState({ busy: false, problem: null, told });
      return told;
    } catch (error) {
      const problem = asProblem(error);
      // what the server has decided is decided: only what nobody knows is asked again
      if (problem.status >= 400 && problem.status < 500) intent.current = { key: "", args: "" };
      setState({ busy: false, problem });
      return undefined;
    } finally {
      busy.current = false;
    }
  }, []);
  const clear = useCallback(() => setState({ busy: false, problem: null }), []);
  return { busy: state.busy, problem: state.problem, told: state.told, run, clear };
}
