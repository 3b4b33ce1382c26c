/** The lines of one workload as they come, each with the pattern it is of. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { TailPiece } from '../../api/contract.ts';
import { useAnswer } from '../answer.ts';
import { operator } from '../operator.ts';
import { Heading } from '../parts/heading.tsx';
import { Nothing } from '../parts/state.tsx';
import { Level } from '../parts/tag.tsx';
import { Link, pathTo } from '../route.tsx';
import { count, counted, LogText, Time } from '../text.tsx';
import { createMatcher, type Match } from './tail/match.ts';

const shownAtMost = 500;
const patternsAtMost = 2000;
const minutes = 10;
/** As the operator sends them. */
const linesASecond = 200;

interface Entry {
  readonly number: number;
  readonly line: TailPiece['lines'][number];
}

interface TailPageProps {
  readonly detector: string;
  readonly workload: string;
}

export function TailPage({ detector, workload }: TailPageProps) {
  const patterns = useAnswer(`patterns of ${workload}`, useMinutes(), (signal) =>
    operator.patterns({ workload, forSeconds: 86_400, limit: patternsAtMost }, signal),
  );
  const match = useMemo(
    () => createMatcher((patterns.data?.patterns ?? []).filter((one) => one.workload === workload)),
    [patterns.data, workload],
  );
  const { entries, shown, skipped, state, again } = useTail(detector, workload);
  const [isHeld, setHeld] = useState(false);
  const held = useRef<readonly Entry[]>([]);
  if (!isHeld) held.current = entries;
  return (
    <div class="fill">
      <p class="crumbs">
        <Link to="/workloads">Workloads</Link> / {workload}
      </p>
      <Heading
        title={`Live tail of ${workload}`}
        note={`${states[state]} Lines are redacted, and not kept; what differs within a pattern is coloured. A line without a level has no pattern yet.`}
      >
        <button type="button" aria-pressed={isHeld} onClick={() => setHeld(!isHeld)}>
          {isHeld ? 'Go on' : 'Pause'}
        </button>
        {state === 'over' ? (
          <button type="button" onClick={again}>
            Begin again
          </button>
        ) : null}
      </Heading>
      <Sampled shown={shown} skipped={skipped} />
      {held.current.length === 0 ? (
        <Nothing title="Nothing yet">
          As soon as the workload writes, its lines are here. Is it running? The workloads page says when it last wrote.
        </Nothing>
      ) : (
        <Lines entries={held.current} match={match} place={pathTo('patterns', ...detector.split('/'), workload)} />
      )}
    </div>
  );
}

/** What of the workload is here, and what is not. */
function Sampled({ shown, skipped }: { readonly shown: number; readonly skipped: number }) {
  if (skipped === 0) {
    if (shown <= shownAtMost) return null;
    return (
      <p class="muted small">
        The last {count(shownAtMost)} of {counted(shown, 'line')} since the page was opened.
      </p>
    );
  }
  const one = Math.max(2, Math.round((shown + skipped) / Math.max(1, shown)));
  return (
    <p class="notice">
      A sample: about one line in {count(one)} is shown, since at most {linesASecond} a second are. {counted(skipped, 'line')} came faster;
      they are read and counted all the same, only not shown.
    </p>
  );
}

/** Counts the minutes: patterns that are new meanwhile are asked for. */
function useMinutes(): number {
  const [past, setPast] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setPast((before) => before + 1), 60_000);
    return () => clearInterval(timer);
  }, []);
  return past;
}

const states = {
  opening: 'Connecting.',
  open: 'Connected.',
  over: `Not connected: it ends after ${minutes} minutes, and only a few can be open at once.`,
} as const;

interface LinesProps {
  readonly entries: readonly Entry[];
  readonly match: (line: string) => Match | null;
  readonly place: string;
}

function Lines({ entries, match, place }: LinesProps) {
  const region = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const element = region.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [entries]);
  return (
    <ol class="tail" ref={region} tabIndex={0} aria-label="Lines">
      {entries.map(({ number, line: { atMs, line } }) => {
        const found = match(line);
        return (
          <li key={number}>
            <Time atMs={atMs} />
            <span class="tail-level">{found === null ? null : <Level level={found.pattern.level} />}</span>
            <span class="tail-line">{found === null ? <LogText text={line} /> : <Matched found={found} place={place} />}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** What is the same in all lines of the pattern is plain, what differs stands out. */
function Matched({ found: { pattern, parts }, place }: { readonly found: Match; readonly place: string }) {
  return (
    <Link to={`${place}/${encodeURIComponent(pattern.id)}`}>
      {parts.map(({ text, kind }) => (
        <span class={`part-${kind}`}>
          <LogText text={text} />
        </span>
      ))}
    </Link>
  );
}

function useTail(detector: string, workload: string) {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [shown, setShown] = useState(0);
  const [skipped, setSkipped] = useState(0);
  const [state, setState] = useState<keyof typeof states>('opening');
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let number = 0;
    setState('opening');
    const source = new EventSource(`/v1/tail?${new URLSearchParams({ detector, workload }).toString()}`);
    source.addEventListener('open', () => setState('open'));
    // It would begin anew by itself for ever, and each is a recording that is audited.
    source.addEventListener('error', () => {
      source.close();
      setState('over');
    });
    source.addEventListener('message', ({ data }) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of the operator that served this page
      const piece = JSON.parse(String(data)) as TailPiece;
      const added = piece.lines.map((line) => ({ number: (number += 1), line }));
      setEntries((before) => [...before, ...added].slice(-shownAtMost));
      setShown((before) => before + added.length);
      setSkipped((before) => before + piece.skipped);
    });
    return () => source.close();
  }, [detector, workload, tries]);
  return { entries, shown, skipped, state, again: () => setTries((before) => before + 1) };
}
