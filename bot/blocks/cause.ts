/** How causes, dependency paths and facts are put into words; used by the message, the story and the lists. */
import type { IncidentView } from '../../api/contract.ts';
import { moment } from './blocks.ts';
import { prose, workloadName } from './text.ts';

type Cause = IncidentView['incident']['causes'][number];
type Affected = IncidentView['incident']['affected'][number];
type Timeline = IncidentView['incident']['timeline'];

const kinds: Readonly<Record<Cause['kind'], string>> = {
  'out-of-memory': 'out of memory',
  'bad-rollout': 'a bad rollout',
  crash: 'it crashes',
  'probe-failure': 'its probes fail',
  'image-pull': 'its image cannot be pulled',
  scheduling: 'no node takes it',
  configuration: 'its configuration is wrong',
  node: 'the node is in trouble',
  dependency: 'something it depends on fails',
  errors: 'errors of its own',
  slowness: 'it takes far longer than usual',
  silence: 'it went silent',
  contention: 'it takes the CPU of its node',
  unknown: 'unknown',
};

/** `cart: out of memory` */
export function causeLabel(cause: Cause, home: string): string {
  const where = cause.workload ? workloadName(cause.workload, home) : (cause.node ?? cause.pod ?? 'cluster');
  return `${prose(where, 120)}: ${kinds[cause.kind]}`;
}

/** `web → checkout → cart`, the names in the order of the calls. */
export function path(affected: Affected, home: string): string {
  const names = affected.path.length > 0 ? affected.path : [affected.workload];
  const whole = names[0] === affected.workload ? names : [affected.workload, ...names];
  return whole
    .slice(0, 5)
    .map((name) => prose(workloadName(name, home), 60))
    .join(' → ');
}

/** At night and over a weekend a time of day says too little: the day is told too where the story is longer than this. */
const oneDayMs = 12 * 3_600_000;

/** A moment of the timeline, with its day where it needs one. */
export function at(atMs: number, timeline: Timeline): string {
  const times = timeline.map((entry) => entry.atMs);
  const isLong = Math.max(...times, atMs) - Math.min(...times, atMs) > oneDayMs;
  return moment(atMs, isLong ? 'day-seconds' : 'seconds');
}

/** A fact with the time at which the timeline has it. */
export function timed(reason: string, timeline: Timeline, max: number): string {
  const entry = timeline.find(({ text }) => text !== '' && (reason.includes(text) || text.includes(reason)));
  return entry ? `${at(entry.atMs, timeline)} ${prose(reason, max)}` : prose(reason, max);
}
