/** Facts out of Kubernetes Events; reasons and the fixed words in messages are those of kubelet, scheduler and controllers. */
import type { Evidence, EvidenceKind, Observation, Severity } from '../domain.ts';
import type { FactContext } from './fact.ts';
import { fact } from './fact.ts';
import { certificateFault, creationRefusal, failedPredicates, missingReference, pullFailure, volumeFailure } from './refusal.ts';

export type EventObservation = Extract<Observation, { readonly type: 'event' }>;

interface Meaning {
  readonly kind: EvidenceKind;
  readonly severity: Severity;
}

/** The fact an Event states; none for what says nothing about failure or change. */
export function factsOfEvent(event: EventObservation, context: FactContext): readonly Evidence[] {
  const meaning = meaningOf(event);
  if (meaning === undefined) return certificateOf(event, context);
  const { kind, name } = event.object;
  const details = { reason: event.reason, count: event.count, ...detailsOf(event, meaning.kind) };
  const times = event.count > 1 ? ` (${event.count} times)` : '';
  return [
    fact(context, {
      ...meaning,
      atMs: event.atMs,
      ...(kind === 'Pod' ? { pod: name } : {}),
      ...(kind === 'Node' ? { node: name } : {}),
      text: `${kind.toLowerCase()} ${name}: ${event.reason}: ${withoutPod(event.message)}${times}`,
      details,
    }),
    ...certificateOf(event, context),
  ];
}

/** What exactly was refused or failed, where the message says it. */
function detailsOf({ reason, message }: EventObservation, kind: EvidenceKind): Readonly<Record<string, string | number>> {
  const [predicate] = reason === 'FailedScheduling' ? failedPredicates(message) : [];
  const classOf = reason === 'FailedCreate' ? creationRefusal : classes[kind];
  const found = { class: classOf?.(message) ?? null, missing: missingReference(message) };
  return {
    ...(predicate === undefined ? {} : { predicate: predicate.reason, nodes: predicate.nodes }),
    ...(found.class === null ? {} : { class: found.class }),
    ...(found.missing === null ? {} : { missing: found.missing }),
  };
}

const classes: Partial<Readonly<Record<EvidenceKind, (message: string) => string | null>>> = {
  'image-pull': pullFailure,
  volume: volumeFailure,
};

/** A certificate that is not taken is told besides: it stands in failed probes, mounts and calls of webhooks alike. */
function certificateOf(event: EventObservation, context: FactContext): readonly Evidence[] {
  const fault = event.severity === 'Warning' ? certificateFault(event.message) : null;
  if (fault === null) return [];
  const text = `a certificate is ${fault}: ${event.object.kind.toLowerCase()} ${event.object.name}: ${withoutPod(event.message)}`;
  return [fact(context, { kind: 'certificate', atMs: event.atMs, severity: 'warning', text, details: { fault } })];
}

/** The kubelet ends some messages with `in pod NAME_NAMESPACE(UID)`, which is said already. */
function withoutPod(message: string): string {
  return message.replace(/ in pod [^\s()]{1,320}\([0-9a-f-]{36}\)/, '');
}

const meanings: Readonly<Record<string, Meaning>> = {
  // One failed probe is a slow moment; how often decides whether it is a failure.
  Unhealthy: { kind: 'probe-failure', severity: 'warning' },
  FailedScheduling: { kind: 'scheduling', severity: 'error' },
  FailedCreate: { kind: 'scheduling', severity: 'error' },
  FailedMount: { kind: 'volume', severity: 'error' },
  FailedAttachVolume: { kind: 'volume', severity: 'error' },
  FailedMapVolume: { kind: 'volume', severity: 'error' },
  ProvisioningFailed: { kind: 'volume', severity: 'error' },
  Evicted: { kind: 'eviction', severity: 'error' },
  Preempted: { kind: 'eviction', severity: 'warning' },
  InspectFailed: { kind: 'image-pull', severity: 'error' },
  ErrImageNeverPull: { kind: 'image-pull', severity: 'error' },
  SystemOOM: { kind: 'oom-kill', severity: 'warning' },
  OOMKilling: { kind: 'oom-kill', severity: 'warning' },
  // Of a node: it is about to evict, or could not make room.
  EvictionThresholdMet: { kind: 'node-condition', severity: 'warning' },
  FreeDiskSpaceFailed: { kind: 'node-condition', severity: 'warning' },
  ImageGCFailed: { kind: 'node-condition', severity: 'warning' },
  Rebooted: { kind: 'node-condition', severity: 'warning' },
  TaintManagerEviction: { kind: 'eviction', severity: 'info' },
  // Of a CronJob: its time has passed without a run.
  MissSchedule: { kind: 'job-failed', severity: 'warning' },
  TooManyMissedTimes: { kind: 'job-failed', severity: 'warning' },
  FailedCreatePodSandBox: { kind: 'not-ready', severity: 'warning' },
  BackoffLimitExceeded: { kind: 'job-failed', severity: 'error' },
  DeadlineExceeded: { kind: 'job-failed', severity: 'error' },
  ProgressDeadlineExceeded: { kind: 'rollout-stalled', severity: 'error' },
  // No ScalingReplicaSet: the Deployment and its ReplicaSets tell scaling and rollouts themselves, once and with what changed.
};

function meaningOf({ reason, message, object }: EventObservation): Meaning | undefined {
  if (reason === 'BackOff') {
    return message.includes('pulling image') ? { kind: 'image-pull', severity: 'error' } : { kind: 'crash-loop', severity: 'error' };
  }
  if (reason === 'Killing') return message.includes('liveness probe') ? { kind: 'probe-failure', severity: 'error' } : undefined;
  if (reason === 'Failed')
    return /pull|image/i.test(message) ? { kind: 'image-pull', severity: 'warning' } : { kind: 'config-error', severity: 'error' };
  if (reason === 'NodeNotReady')
    return object.kind === 'Node' ? { kind: 'node-condition', severity: 'error' } : { kind: 'not-ready', severity: 'warning' };
  return Object.hasOwn(meanings, reason) ? meanings[reason] : undefined;
}
