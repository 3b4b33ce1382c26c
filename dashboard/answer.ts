/** One question to the operator as a component has it: what it shows meanwhile, and what went wrong. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { AskError } from './operator.ts';
import { leave } from './session.ts';

export interface Answer<T> {
  /** What was answered last; null before the first answer. */
  readonly data: T | null;
  /** A sentence, when the last question failed. */
  readonly problem: string | null;
  readonly isMissing: boolean;
  readonly retry: () => void;
}

interface Held<T> {
  readonly key: string;
  readonly data: T | null;
  readonly problem: string | null;
  readonly isMissing: boolean;
}

/** Asks when `key` or `version` changes; with another key what was known is forgotten, with another version it stays until there is news. */
export function useAnswer<T>(key: string, version: number, ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [held, setHeld] = useState<Held<T>>({ key, data: null, problem: null, isMissing: false });
  const [tries, setTries] = useState(0);
  const asking = useRef(ask);
  asking.current = ask;
  useEffect(() => {
    const stop = new AbortController();
    asking.current(stop.signal).then(
      (data) => !stop.signal.aborted && setHeld({ key, data, problem: null, isMissing: false }),
      (error: unknown) => {
        if (stop.signal.aborted) return;
        if (error instanceof AskError && error.status === 401) return leave();
        const problem = error instanceof Error ? error.message : String(error);
        const isMissing = error instanceof AskError && error.status === 404;
        setHeld((before) => ({ key, data: before.key === key && !isMissing ? before.data : null, problem, isMissing }));
      },
    );
    return () => stop.abort();
  }, [key, version, tries]);
  const known = held.key === key ? held : { data: null, problem: null, isMissing: false };
  return { data: known.data, problem: known.problem, isMissing: known.isMissing, retry: () => setTries((count) => count + 1) };
}
