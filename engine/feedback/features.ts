/** An incident as numbers, of the pattern and of what stands around it. */
import type { AnomalyKind, Incident, Level, Severity } from '../domain.ts';

const severities: readonly Severity[] = ['info', 'warning', 'error', 'critical'];
const levels: readonly Level[] = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'];
const saidByLogs: ReadonlySet<string> = new Set(['errors', 'silence', 'dependency', 'unknown']);

/** In the order of `featuresOf`. */
export const featureNames = [
  'severity',
  'level',
  'lines',
  'times usual',
  'surprise',
  'confidence',
  'workloads',
  'cascade',
  'cause',
  'cause by evidence',
  'new pattern',
  'silence',
  'other kind',
  'learning',
] as const;

export function featuresOf(incident: Incident): readonly number[] {
  const { anomalies, causes, affected, cascade, severity, confidence, learning } = incident;
  const most = (of: (anomaly: Incident['anomalies'][number]) => number): number =>
    anomalies.reduce((max, one) => Math.max(max, of(one)), 0);
  const has = (...kinds: readonly AnomalyKind[]): number => (anomalies.some(({ kind }) => kinds.includes(kind)) ? 1 : 0);
  const isOther = anomalies.some(({ kind }) => !['spike', 'new-pattern', 'silence'].includes(kind));
  const [cause] = causes;
  return [
    severities.indexOf(severity),
    most(({ level }) => levels.indexOf(level)),
    Math.log1p(most(({ observed }) => finite(observed))),
    Math.log1p(most(({ observed, expected }) => finite(observed / Math.max(0.1, expected)))),
    Math.log1p(most(({ z }) => Math.abs(finite(z)))),
    finite(confidence),
    Math.log1p(affected.length),
    cascade.is ? 1 : 0,
    finite(cause?.score ?? 0),
    cause !== undefined && !saidByLogs.has(cause.kind) ? 1 : 0,
    has('new-pattern'),
    has('silence'),
    isOther ? 1 : 0,
    learning === null ? 0 : 1,
  ];
}

function finite(value: number): number {
  return Number.isFinite(value) ? Math.max(0, value) : 0;
}
