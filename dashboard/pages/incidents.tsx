/** What is wrong, newest first. */
import type { IncidentView } from '../../api/contract.ts';
import { useAnswer } from '../answer.ts';
import { changes } from '../live.ts';
import { operator } from '../operator.ts';
import { Choice, Heading, Search } from '../parts/heading.tsx';
import { Nothing, Shown } from '../parts/state.tsx';
import { Severity, Tag } from '../parts/tag.tsx';
import { Link, pathTo, route, setQuery } from '../route.tsx';
import { duration } from '../../api/duration.ts';
import { counted, nameOf, Time, withMarks } from '../text.tsx';

const states = [
  ['all', 'Any'],
  ['open', 'Open'],
] as const;
const severities = [
  ['', 'Any'],
  ['critical', 'Critical'],
  ['error', 'Error and worse'],
  ['warning', 'Warning and worse'],
] as const;
const ranks: Readonly<Record<string, number>> = { info: 0, warning: 1, error: 2, critical: 3 };

export function IncidentsPage() {
  const { query } = route.value;
  const state = query.get('state') === 'open' ? 'open' : 'all';
  const severity = query.get('severity') ?? '';
  const search = query.get('q') ?? '';
  const answer = useAnswer(`incidents ${state}`, changes.incidents.value, (signal) => operator.incidents(state, signal));
  return (
    <>
      <Heading title="Incidents" note={answer.data === null ? undefined : summaryOf(answer.data)}>
        <Search label="Search" value={search} onSearch={(q) => setQuery({ q })} />
        <Choice label="State" value={state} options={states} onChoose={(value) => setQuery({ state: value === 'all' ? '' : value })} />
        <Choice label="Severity" value={severity} options={severities} onChoose={(value) => setQuery({ severity: value })} />
      </Heading>
      <Shown answer={answer} what="incidents">
        {(views) => <List views={views.filter((view) => fits(view, severity, search))} isFiltered={views.length > 0} />}
      </Shown>
    </>
  );
}

function summaryOf(views: readonly IncidentView[]): string {
  const open = views.filter(({ incident }) => incident.state === 'open').length;
  return open === 0 ? 'Nothing is open.' : `${counted(open, 'incident')} open.`;
}

function fits({ detector, incident }: IncidentView, severity: string, search: string): boolean {
  if (severity !== '' && (ranks[incident.severity] ?? 0) < (ranks[severity] ?? 0)) return false;
  if (search === '') return true;
  const text = [detector, incident.id, incident.title, ...incident.affected.map(({ workload }) => workload)].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function List({ views, isFiltered }: { readonly views: readonly IncidentView[]; readonly isFiltered: boolean }) {
  if (views.length === 0 && isFiltered) return <Nothing title="No incident fits">Search for less, or take a filter away.</Nothing>;
  if (views.length === 0) {
    return (
      <Nothing title="No incidents">
        Nothing has been wrong so far. What is read and how far the learning is, the <Link to="/workloads">workloads</Link> say.
      </Nothing>
    );
  }
  return (
    <ul class="incidents">
      {views.map((view) => (
        <li key={`${view.detector}/${view.incident.id}`}>
          <Entry view={view} />
        </li>
      ))}
    </ul>
  );
}

function Entry({ view: { detector, incident, marks, page } }: { readonly view: IncidentView }) {
  const isOver = incident.state === 'resolved';
  const [namespace = '', name = ''] = detector.split('/');
  const others = incident.affected.length - 1;
  return (
    <Link to={pathTo('incidents', namespace, name, incident.id)} class="entry">
      <span class="entry-tag">
        <Severity severity={incident.severity} isOver={isOver} />
      </span>
      <span class="entry-title">{withMarks(incident.title)}</span>
      <span class="entry-facts muted">
        <span>{nameOf(incident.causes[0]?.workload ?? incident.affected[0]?.workload ?? detector)}</span>
        {others > 0 ? <span>{counted(others, 'workload')} more</span> : null}
        <span>{namespace}</span>
        <span>
          {isOver
            ? `lasted ${duration((incident.resolvedAtMs ?? incident.updatedAtMs) - incident.openedAtMs)}`
            : `open for ${duration(Date.now() - incident.openedAtMs)}`}
        </span>
        {page.state === 'paged' ? <Tag tone="accent">paged</Tag> : null}
        {marks.some(({ mark }) => mark === 'acknowledge') ? <Tag>acknowledged</Tag> : null}
      </span>
      <span class="entry-time muted">
        <Time atMs={incident.openedAtMs} withDay />
      </span>
    </Link>
  );
}
