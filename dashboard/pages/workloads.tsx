/** What is read, how far the learning is, and what is wrong with the logs themselves. */
import { useState } from 'preact/hooks';
import type { DetectorSummary } from '../../api/contract.ts';
import { useAnswer } from '../answer.ts';
import { changes } from '../live.ts';
import { operator } from '../operator.ts';
import { Describe, Said } from '../parts/describe.tsx';
import { Heading } from '../parts/heading.tsx';
import { Done, Nothing, Shown } from '../parts/state.tsx';
import { Tag } from '../parts/tag.tsx';
import { Link, pathTo } from '../route.tsx';
import { mayChange } from '../session.ts';
import { duration } from '../../api/duration.ts';
import { count, counted, nameOf, withMarks } from '../text.tsx';

export function WorkloadsPage() {
  const answer = useAnswer('detectors', changes.detectors.value, operator.detectors);
  return (
    <>
      <Heading title="Workloads" note="What is read, and how much of it is known." />
      <Shown answer={answer} what="workloads">
        {(detectors) =>
          detectors.length === 0 ? (
            <Nothing title="No LogDetector">
              Nothing is watched in the namespaces that you may see. Create a LogDetector there: <code>kubectl apply -f</code> one as in
              docs/logdetector.md.
            </Nothing>
          ) : (
            detectors.map((detector) => <Detector detector={detector} key={detector.id} />)
          )
        }
      </Shown>
    </>
  );
}

function Detector({ detector }: { readonly detector: DetectorSummary }) {
  const { id, coverage, conditions, openIncidents, servingModel, workloads, shadow } = detector;
  const troubled = conditions.filter(({ type, status }) => status !== 'True' && type !== 'Learning');
  return (
    <section>
      <div class="section-head">
        <h2>{id}</h2>
        <p class="facts">
          <Tag tone={detector.ready ? 'good' : 'warning'}>{detector.ready ? 'ready' : 'not ready'}</Tag>
          {shadow === undefined ? null : <Tag tone="accent">shadow</Tag>}
          <span>{counted(workloads.length, 'workload')}</span>
          <span>{counted(openIncidents, 'open incident')}</span>
          <span>{servingModel === null ? 'no model yet' : `model ${servingModel}`}</span>
          <span>
            {counted(coverage.linesSeen, 'line')} read, {count(coverage.linesDropped)} lost
          </span>
        </p>
      </div>
      {troubled.map(({ type, status, reason, message }) => (
        <p class={status === 'False' ? 'notice' : 'muted'}>
          <strong>{type}</strong> ({reason}): {withMarks(message)}
        </p>
      ))}
      {workloads.length === 0 ? <p class="muted">No pods fit its selector, or none has written yet.</p> : <Table detector={detector} />}
      <Doctor detector={id} />
    </section>
  );
}

function Table({ detector: { id, workloads } }: { readonly detector: DetectorSummary }) {
  const [open, setOpen] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const mayDescribe = mayChange('describe', id);
  const named = workloads.find(({ workload }) => workload === open);
  return (
    <>
      <Done sentence={done} />
      {named === undefined ? null : (
        <Describe
          subject={{ detector: id, workload: nameOf(named.workload) }}
          title={`Name, owner and runbook of ${named.workload}`}
          said={named.description}
          onClose={() => setOpen(null)}
          onDone={(sentence) => {
            setOpen(null);
            setDone(sentence);
            changes.detectors.value += 1;
          }}
        />
      )}
      <Rows id={id} workloads={workloads} describe={mayDescribe ? setOpen : null} />
    </>
  );
}

interface RowsProps {
  readonly id: string;
  readonly workloads: DetectorSummary['workloads'];
  /** Null for those who may not. */
  readonly describe: ((workload: string) => void) | null;
}

function Rows({ id, workloads, describe }: RowsProps) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={`Workloads of ${id}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Workload</th>
            <th scope="col" class="number">
              Pods
            </th>
            <th scope="col" class="number">
              Patterns
            </th>
            <th scope="col" class="number">
              Lines read
            </th>
            <th scope="col" class="number">
              Lost
            </th>
            <th scope="col">Last line</th>
            <th scope="col">Learning</th>
            <th scope="col">Look at</th>
          </tr>
        </thead>
        <tbody>
          {workloads.map(({ workload, pods, patterns, learning, coverage, lastLineAtMs, description }) => (
            <tr>
              <th scope="row">
                {workload} <Said said={description} />
              </th>
              <td class="number">{count(pods)}</td>
              <td class="number">{count(patterns)}</td>
              <td class="number">{coverage === undefined ? '' : count(coverage.linesSeen)}</td>
              <td class="number">{coverage === undefined ? '' : count(coverage.linesDropped)}</td>
              <td>{lastLineAtMs === undefined || lastLineAtMs === null ? 'none' : `${duration(Date.now() - lastLineAtMs)} ago`}</td>
              <td>{learning ?? <span class="muted">done</span>}</td>
              <td class="links">
                <Link to={`/patterns?workload=${encodeURIComponent(workload)}`}>patterns</Link>
                <Link to={pathTo('tail', ...id.split('/'), workload)}>live tail</Link>
                {describe === null ? null : (
                  <button type="button" class="quiet" aria-label={`owner of ${workload}`} onClick={() => describe(workload)}>
                    owner …
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Doctor({ detector }: { readonly detector: string }) {
  const answer = useAnswer(`doctor ${detector}`, 0, (signal) => operator.doctor(detector, signal));
  const findings = answer.data?.findings ?? [];
  if (findings.length === 0) return null;
  return (
    <details class="doctor">
      <summary>{counted(findings.length, 'finding')} about the logs themselves</summary>
      <ul>
        {findings.map(({ kind, workload, evidence, remedy }) => (
          <li>
            <strong>{workload ?? 'all'}</strong> {kind.replaceAll('-', ' ')}: {withMarks(evidence)}{' '}
            <span class="muted">{withMarks(remedy)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
