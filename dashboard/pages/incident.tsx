/** One incident: what is broken for whom, why, what proves it, and what could be done. */
import { useState } from 'preact/hooks';
import type { IncidentView, Mark } from '../../api/contract.ts';
import { useAnswer } from '../answer.ts';
import { changes } from '../live.ts';
import { operator } from '../operator.ts';
import { Heading } from '../parts/heading.tsx';
import { Nothing, Shown } from '../parts/state.tsx';
import { Severity, Tag } from '../parts/tag.tsx';
import { Link } from '../route.tsx';
import { csrf } from '../session.ts';
import { duration } from '../../api/duration.ts';
import { count, counted, nameOf, percent, Time, withMarks } from '../text.tsx';
import { Evidence } from './incident/evidence.tsx';
import { Radius } from './incident/radius.tsx';

export type Incident = IncidentView['incident'];

export function IncidentPage({ reference }: { readonly reference: string }) {
  const answer = useAnswer(reference, changes.incidents.value, (signal) => operator.incident(reference, signal));
  if (answer.isMissing) {
    return (
      <Nothing title="This incident is not there">
        It may be too old to be kept, or of a namespace that you may not see. <Link to="/incidents">Go to all incidents.</Link>
      </Nothing>
    );
  }
  return (
    <Shown answer={answer} what="the incident">
      {(view) => <Body view={view} reference={reference} retry={answer.retry} />}
    </Shown>
  );
}

interface BodyProps {
  readonly view: IncidentView;
  readonly reference: string;
  readonly retry: () => void;
}

function Body({ view, reference, retry }: BodyProps) {
  const { incident, detector } = view;
  const isOver = incident.state === 'resolved';
  return (
    <>
      <p class="crumbs">
        <Link to="/incidents">Incidents</Link> / {incident.id}
      </p>
      <Heading
        title={withMarks(incident.title)}
        note={
          <span class="facts">
            <Severity severity={incident.severity} isOver={isOver} />
            <span>
              since <Time atMs={incident.openedAtMs} withDay />
            </span>
            <span>
              {isOver ? 'lasted' : 'for'} {duration((incident.resolvedAtMs ?? Date.now()) - incident.openedAtMs)}
            </span>
            <span>{detector}</span>
            <span>{percent(incident.confidence)} sure</span>
          </span>
        }
      >
        <Marks marks={view.marks} isOver={isOver} reference={reference} onMarked={retry} />
      </Heading>
      {incident.learning === null ? null : <p class="notice">{incident.learning}</p>}
      <Cause incident={incident} />
      <Radius incident={incident} />
      <Proposals incident={incident} />
      <Evidence incident={incident} detector={detector} />
      <div class="columns">
        <Timeline incident={incident} />
        <RuledOut incident={incident} />
      </div>
      <Paging view={view} />
      <p class="muted small">
        Of {counted(incident.coverage.linesSeen, 'line')} read, {count(incident.coverage.linesDropped)} lost.
      </p>
    </>
  );
}

const marks = [
  ['acknowledge', 'Acknowledge'],
  ['useful', 'Useful'],
  ['noise', 'Noise'],
] as const satisfies readonly (readonly [Mark['mark'], string])[];

interface MarksProps {
  readonly marks: readonly Mark[];
  readonly isOver: boolean;
  readonly reference: string;
  readonly onMarked: () => void;
}

function Marks({ marks: given, isOver, reference, onMarked }: MarksProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const give = async (mark: Mark['mark']): Promise<void> => {
    try {
      await operator.mark(reference, mark, csrf());
      setProblem(null);
      onMarked();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      {marks.map(([mark, text]) => {
        const users = given.filter((one) => one.mark === mark).map(({ user }) => user);
        if (mark === 'acknowledge' && isOver && users.length === 0) return null;
        return (
          <button type="button" aria-pressed={users.length > 0} title={users.join(', ')} onClick={() => void give(mark)}>
            {mark === 'acknowledge' && users.length > 0 ? 'Acknowledged' : text}
          </button>
        );
      })}
      {problem === null ? null : <p role="alert">{problem}</p>}
    </>
  );
}

function Cause({ incident }: { readonly incident: Incident }) {
  const [first, ...others] = incident.causes;
  if (first === undefined) {
    return (
      <section>
        <h2>Likely cause</h2>
        <p>Not known yet; no fact of the cluster explains it. The timeline and the evidence below are what is there.</p>
      </section>
    );
  }
  return (
    <section>
      <h2>Likely cause</h2>
      <div class="cause">
        <p class="lead">
          <strong>{nameOf(first.workload ?? first.node ?? 'unknown')}</strong>{' '}
          {first.named ? withMarks(first.named.sentence) : first.kind.replaceAll('-', ' ')}{' '}
          {first.score > 0 ? <Tag>{percent(first.score)}</Tag> : null}
        </p>
        <ul>
          {first.reasons.map((reason) => (
            <li>{withMarks(reason)}</li>
          ))}
          {(first.named?.evidence ?? []).map(({ atMs, text }) => (
            <li>
              {atMs === null ? null : (
                <>
                  <Time atMs={atMs} />{' '}
                </>
              )}
              {withMarks(text)}
            </li>
          ))}
        </ul>
        {first.named ? <p class="help">{withMarks(first.named.remedy)}</p> : null}
      </div>
      {others.length === 0 ? null : (
        <details>
          <summary>{counted(others.length, 'other candidate')}</summary>
          <ul>
            {others.map(({ workload, node, kind, score, reasons }) => (
              <li>
                {nameOf(workload ?? node ?? 'unknown')}, {kind.replaceAll('-', ' ')} ({percent(score)}): {withMarks(reasons.join('; '))}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Proposals({ incident: { proposals = [] } }: { readonly incident: Incident }) {
  if (proposals.length === 0) return null;
  return (
    <section>
      <h2>What could be done</h2>
      <ul class="proposals">
        {proposals.map(({ text, command }) => (
          <li>
            {withMarks(text)}
            <pre tabIndex={0}>{withMarks(command)}</pre>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Timeline({ incident: { timeline } }: { readonly incident: Incident }) {
  return (
    <section>
      <h2>Timeline</h2>
      <ol class="timeline">
        {timeline.map(({ atMs, workload, text }) => (
          <li>
            <Time atMs={atMs} />
            <span>
              {workload === null ? null : <strong>{nameOf(workload)} </strong>}
              {withMarks(text)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function RuledOut({ incident: { ruledOut } }: { readonly incident: Incident }) {
  if (ruledOut.length === 0) return null;
  return (
    <section>
      <h2>Ruled out</h2>
      <dl class="ruled-out">
        {ruledOut.map(({ what, why }) => (
          <div>
            <dt>{withMarks(what)}</dt>
            <dd>{withMarks(why)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Paging({ view: { page } }: { readonly view: IncidentView }) {
  return (
    <section>
      <h2>Paging</h2>
      <p>{withMarks(page.sentence || 'Not paged.')}</p>
      <details>
        <summary>{counted(page.gates.length, 'gate')}</summary>
        <ul class="gates">
          {page.gates.map(({ name, passed, sentence }) => (
            <li>
              <Tag tone={passed ? 'good' : 'warning'}>{passed ? 'passed' : 'held'}</Tag>
              <span>
                <strong>{name}</strong> {withMarks(sentence)}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
