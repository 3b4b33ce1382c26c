/** What is written, by pattern: up to many thousand rows, of which those in sight are drawn. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { PatternView } from '../../api/contract.ts';
import { useAnswer } from '../answer.ts';
import { courseKey, courses, forgetCourses, wantCourses } from '../histories.ts';
import { useNarrow } from '../narrow.ts';
import { operator } from '../operator.ts';
import { Choice, Heading, Search } from '../parts/heading.tsx';
import { Sparkline } from '../parts/sparkline.tsx';
import { Nothing, Shown } from '../parts/state.tsx';
import { Level, Tag } from '../parts/tag.tsx';
import { VirtualRows } from '../parts/virtual-rows.tsx';
import { Link, pathTo, route, setQuery } from '../route.tsx';
import { count, counted, LogText } from '../text.tsx';
import { compare, filterPatterns, ratioOf } from './patterns/filter.ts';

const spans = [
  ['900', '15 minutes'],
  ['3600', '1 hour'],
  ['21600', '6 hours'],
  ['86400', '24 hours'],
] as const;
const levels = [
  ['', 'Any'],
  ['error', 'Errors'],
  ['warning', 'Warnings and errors'],
] as const;
const kinds = [
  ['', 'All'],
  ['new', 'New'],
  ['changed', 'More than usual'],
] as const;
const orders = [
  ['', 'Most lines'],
  ['change', 'Largest change'],
  ['newest', 'Newest first'],
] as const;
const patternsAtMost = 20_000;
const rowHeights = { wide: 46, narrow: 98 } as const;

const set = (name: string) => (value: string) => setQuery({ [name]: value });

export function PatternsPage() {
  const { query } = route.value;
  const of = (name: string): string => query.get(name) ?? '';
  const forSeconds = spans.some(([value]) => value === of('for')) ? Number(of('for')) : 3600;
  const answer = useAnswer(`patterns ${forSeconds}`, 0, (signal) => operator.patterns({ forSeconds, limit: patternsAtMost }, signal));
  useEffect(forgetCourses, [forSeconds]);
  const workloads = useMemo(() => workloadsOf(answer.data?.patterns ?? []), [answer.data]);
  return (
    <div class="fill">
      <Heading
        title="Patterns"
        note={
          answer.data === null ? undefined : (answer.data.learning ?? `${counted(answer.data.patterns.length, 'pattern')} in this time.`)
        }
      >
        <Search label="Search" value={of('q')} onSearch={set('q')} />
        <Choice label="Workload" value={of('workload')} options={workloads} onChoose={set('workload')} />
        <Choice label="Level" value={of('level')} options={levels} onChoose={set('level')} />
        <Choice label="Show" value={of('show')} options={kinds} onChoose={set('show')} />
        <Choice label="Sort" value={of('sort')} options={orders} onChoose={set('sort')} />
        <Choice
          label="Of the last"
          value={String(forSeconds)}
          options={spans}
          onChoose={(value) => setQuery({ for: value === '3600' ? '' : value })}
        />
        <button type="button" onClick={answer.retry}>
          Refresh
        </button>
      </Heading>
      <Shown answer={answer} what="patterns">
        {({ patterns }) => <Table patterns={patterns} forSeconds={forSeconds} query={query} />}
      </Shown>
    </div>
  );
}

interface TableProps {
  readonly patterns: readonly PatternView[];
  readonly forSeconds: number;
  readonly query: URLSearchParams;
}

function Table({ patterns, forSeconds, query }: TableProps) {
  const isNarrow = useNarrow();
  const asking = useRef(new AbortController());
  useEffect(() => () => asking.current.abort(), []);
  const wanted = query.toString();
  const rows = useMemo(() => filterPatterns(patterns, query).toSorted(compare(query.get('sort') ?? '')), [patterns, wanted]);
  if (patterns.length === 0) {
    return (
      <Nothing title="No patterns yet">
        Nothing has been written in this time, or nothing is read. The <Link to="/workloads">workloads</Link> say what is covered.
      </Nothing>
    );
  }
  if (rows.length === 0) return <Nothing title="No pattern fits">Search for less, or take a filter away.</Nothing>;
  return (
    <VirtualRows
      label="Patterns"
      rows={rows}
      rowHeight={isNarrow ? rowHeights.narrow : rowHeights.wide}
      keyOf={courseKey}
      onSight={(seen) => {
        asking.current.abort();
        asking.current = new AbortController();
        void wantCourses(seen, forSeconds, asking.current.signal);
      }}
      head={
        <>
          <span role="columnheader">Level</span>
          <span role="columnheader">Pattern</span>
          <span role="columnheader">Workload</span>
          <span role="columnheader">Course</span>
          <span role="columnheader" class="number">
            Lines
          </span>
          <span role="columnheader">Against usual</span>
        </>
      }
      cells={(view) => <Cells view={view} />}
    />
  );
}

function Cells({ view }: { readonly view: PatternView }) {
  const { detector, workload, id, text, level } = view;
  const course = courses.value.get(courseKey(view));
  return (
    <>
      <span role="cell" class="cell-level">
        <Level level={level} />
      </span>
      <span role="cell" class="cell-text">
        <Link to={pathTo('patterns', ...detector.split('/'), workload, id)}>
          <LogText text={text} wildcards />
        </Link>
      </span>
      <span role="cell" class="cell-workload muted">
        {workload}
      </span>
      <span role="cell" class="cell-course">
        {course === undefined ? null : (
          <Sparkline counts={course.counts} usual={view.isNew ? null : course.usual} label={labelOf(course.counts)} />
        )}
      </span>
      <span role="cell" class="cell-count number">
        {count(view.count)}
      </span>
      <span role="cell" class="cell-usual">
        <AgainstUsual view={view} />
      </span>
    </>
  );
}

export function AgainstUsual({ view }: { readonly view: PatternView }) {
  if (view.isNew) return <Tag tone="accent">new</Tag>;
  const ratio = ratioOf(view);
  if (ratio === null) return <span class="muted">learning</span>;
  if (ratio > 1.5) return <Tag tone="warning">{ratio >= 100 ? 'over 100' : ratio.toFixed(1)} ×</Tag>;
  return <span class="muted">{ratio < 0.67 ? 'less' : 'as usual'}</span>;
}

function labelOf(counts: readonly number[]): string {
  return `at most ${count(Math.max(...counts))} lines in one of ${counts.length} stretches`;
}

function workloadsOf(patterns: readonly PatternView[]): readonly (readonly [string, string])[] {
  const names = [...new Set(patterns.map(({ workload }) => workload))].toSorted();
  return [['', 'All'], ...names.map((name) => [name, name] as const)];
}
