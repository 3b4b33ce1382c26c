/** What the logs say: each thing that is unusual, with its lines. */
import type { IncidentView } from '../../../api/contract.ts';
import { Level } from '../../parts/tag.tsx';
import { Link, pathTo } from '../../route.tsx';
import { LogText, nameOf, Time, withMarks } from '../../text.tsx';

type Anomaly = IncidentView['incident']['anomalies'][number];

const shownAtFirst = 6;

interface EvidenceProps {
  readonly incident: IncidentView['incident'];
  readonly detector: string;
}

export function Evidence({ incident: { anomalies }, detector }: EvidenceProps) {
  if (anomalies.length === 0) return null;
  const sorted = anomalies.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const more = sorted.slice(shownAtFirst);
  return (
    <section>
      <h2>Evidence in the logs</h2>
      <List anomalies={sorted.slice(0, shownAtFirst)} detector={detector} />
      {more.length === 0 ? null : (
        <details>
          <summary>{more.length} more</summary>
          <List anomalies={more} detector={detector} />
        </details>
      )}
    </section>
  );
}

function List({ anomalies, detector }: { readonly anomalies: readonly Anomaly[]; readonly detector: string }) {
  return (
    <ul class="evidence">
      {anomalies.map((anomaly) => (
        <li>
          <p class="facts">
            <Time atMs={anomaly.startedAtMs} />
            <strong>{nameOf(anomaly.workload)}</strong>
            <Level level={anomaly.level} />
            <span class="muted">
              {anomaly.kind.replaceAll('-', ' ')}: {withMarks(anomaly.reason)}
            </span>
            {anomaly.template === null ? null : (
              <Link to={pathTo('patterns', ...detector.split('/'), nameOf(anomaly.workload), anomaly.template.id)}>pattern</Link>
            )}
          </p>
          {linesOf(anomaly).map((line) => (
            <p class="line">
              <LogText text={line} />
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function linesOf({ template, samples = [] }: Anomaly): readonly string[] {
  const lines = template === null ? samples : template.samples.slice(-2);
  return lines.length > 0 || template === null ? lines.slice(0, 4) : [template.text];
}
