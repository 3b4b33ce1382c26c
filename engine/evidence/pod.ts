/** Facts out of a pod's status: how containers ended, what they wait for, where the pod could not go. */
import type { Evidence, EvidenceKind, KubeObject, Severity } from '../domain.ts';
import type { FactContext } from './fact.ts';
import { fact, wasThereBefore } from './fact.ts';
import type { Fields } from './field.ts';
import { conditionOf, fieldsAt, listAt, numberAt, textAt, timeAt } from './field.ts';
import { failedPredicates, missingReference, pullFailure } from './refusal.ts';

/** At this share of its limit a container that was killed without a given reason was killed for its memory. */
const nearLimitShare = 0.9;

/** Facts that `pod` shows and `previous` did not show yet. */
export function factsOfPod(pod: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  return [
    ...terminations(pod, previous, context),
    ...waiting(pod, previous, context),
    ...scheduling(pod, previous, context),
    ...disruption(pod, previous, context),
    ...readiness(pod, previous, context),
  ];
}

/** Why a container waits -> what that means. Reasons are the kubelet's. `ErrImagePull` alone is only the first try. */
export const waitingReasons: Readonly<
  Record<string, { readonly kind: EvidenceKind; readonly severity: Severity; readonly words: string }>
> = {
  CrashLoopBackOff: { kind: 'crash-loop', severity: 'error', words: 'keeps crashing' },
  ErrImagePull: { kind: 'image-pull', severity: 'warning', words: 'cannot pull its image' },
  ImagePullBackOff: { kind: 'image-pull', severity: 'error', words: 'cannot pull its image' },
  InvalidImageName: { kind: 'image-pull', severity: 'error', words: 'has an invalid image name' },
  ErrImageNeverPull: { kind: 'image-pull', severity: 'error', words: 'may not pull its image' },
  RegistryUnavailable: { kind: 'image-pull', severity: 'error', words: 'cannot reach its image registry' },
  CreateContainerConfigError: { kind: 'config-error', severity: 'error', words: 'cannot be configured' },
  CreateContainerError: { kind: 'config-error', severity: 'error', words: 'cannot be created' },
  RunContainerError: { kind: 'config-error', severity: 'error', words: 'cannot be started' },
};

/** Container statuses, those of init containers first. */
export function containerStatuses(pod: KubeObject): readonly Fields[] {
  return [...listAt(pod, 'status', 'initContainerStatuses'), ...listAt(pod, 'status', 'containerStatuses')];
}

function terminations(pod: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  const known = new Set(
    previous === null
      ? []
      : containerStatuses(previous)
          .flatMap(endings)
          .map(({ key }) => key),
  );
  return containerStatuses(pod)
    .flatMap(endings)
    .filter(({ key }, index, all) => !known.has(key) && all.findIndex((other) => other.key === key) === index)
    .flatMap(({ status, ended }) => termination(pod, { status, ended }, context));
}

interface Ending {
  readonly status: Fields;
  readonly ended: Fields;
  readonly key: string;
}

/** A status shows at most two endings: that of the present instance and that of the one before. */
function endings(status: Fields): readonly Ending[] {
  return ['lastState', 'state'].flatMap((state) => {
    const ended = fieldsAt(status, state, 'terminated');
    const exitCode = numberAt(ended, 'exitCode');
    if (exitCode === undefined) return [];
    const key = [textAt(status, 'name'), textAt(ended, 'containerID') ?? textAt(ended, 'finishedAt'), exitCode].join(' ');
    return [{ status, ended, key }];
  });
}

function termination(pod: KubeObject, { status, ended }: Omit<Ending, 'key'>, context: FactContext): readonly Evidence[] {
  const container = textAt(status, 'name') ?? '';
  const exitCode = numberAt(ended, 'exitCode') ?? 0;
  const reason = textAt(ended, 'reason') ?? '';
  const base = {
    atMs: timeAt(ended, 'finishedAt') ?? context.atMs,
    pod: pod.metadata.name,
    container,
    node: textAt(pod, 'spec', 'nodeName'),
    details: { exitCode, reason, restarts: numberAt(status, 'restartCount') ?? 0 },
  };
  const kill = killWords(base.details, container, context);
  if (kill !== null) {
    const text = `container ${container} was OOM-killed (exit code ${exitCode}${limitWords(pod, container)}${kill})`;
    return [fact(context, { ...base, kind: 'oom-kill', severity: 'critical', text })];
  }
  // A pod that is being deleted ends as it was told to.
  if (exitCode === 0 || pod.metadata.deletionTimestamp !== undefined) return [];
  // A Job's pods may fail and be tried again; the Job says when it has given up.
  const severity = textAt(pod, 'spec', 'restartPolicy') === 'Never' ? 'warning' : 'error';
  const text = `${nounOf(pod, container)} ${container} ended with ${exitWords(base.details)}${lastWords(ended)}`;
  return [fact(context, { ...base, kind: 'restart', severity, text })];
}

/** An init container that fails keeps the others from being started. */
function nounOf(pod: KubeObject, container: string): string {
  return listAt(pod, 'spec', 'initContainers').some(({ name }) => name === container) ? 'init container' : 'container';
}

const lastWordsAtMost = 200;

/** The end of what the container left as its termination message: the last line says why. */
function lastWords(ended: Fields): string {
  const lines = (textAt(ended, 'message') ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const last = lines.at(-1);
  return last === undefined ? '' : `: ${last.slice(0, lastWordsAtMost)}`;
}

/** Null where memory did not end it; else how that is known, where the kubelet did not say so. */
function killWords(
  { exitCode, reason }: { readonly exitCode: number; readonly reason: string },
  container: string,
  context: FactContext,
): string | null {
  if (reason === 'OOMKilled') return '';
  const atLimit = exitCode === 137 && (context.memoryShare?.(container) ?? 0) >= nearLimitShare;
  return atLimit ? ', memory was at its limit' : null;
}

/** `exit code 139, SIGSEGV`. */
function exitWords({ exitCode, reason }: { readonly exitCode: number; readonly reason: string }): string {
  const signal = signals[exitCode - 128];
  const why = reason === '' || reason === 'Error' ? '' : ` (${reason})`;
  return `exit code ${exitCode}${signal === undefined ? '' : `, ${signal}`}${why}`;
}

function limitWords(pod: KubeObject, container: string): string {
  const spec = [...listAt(pod, 'spec', 'containers'), ...listAt(pod, 'spec', 'initContainers')].find(({ name }) => name === container);
  const limit = fieldsAt(spec, 'resources', 'limits')['memory'];
  return typeof limit === 'string' || typeof limit === 'number' ? `, limit ${limit}` : ', no memory limit of its own';
}

const signals: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

function waiting(pod: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  const before = new Map(
    (previous === null ? [] : containerStatuses(previous)).map((status) => [status['name'], textAt(status, 'state', 'waiting', 'reason')]),
  );
  return containerStatuses(pod).flatMap((status) => {
    const reason = textAt(status, 'state', 'waiting', 'reason') ?? '';
    const meaning = waitingReasons[reason];
    if (meaning === undefined || before.get(status['name']) === reason) return [];
    const container = textAt(status, 'name') ?? '';
    const restarts = numberAt(status, 'restartCount') ?? 0;
    const message = textAt(status, 'state', 'waiting', 'message');
    const told = meaning.kind === 'crash-loop' ? `${restarts} restarts` : (message ?? reason);
    return [
      fact(context, {
        kind: meaning.kind,
        atMs: context.atMs,
        pod: pod.metadata.name,
        container,
        node: textAt(pod, 'spec', 'nodeName'),
        severity: meaning.severity,
        text: `${nounOf(pod, container)} ${container} ${meaning.words} (${reason}: ${told})`,
        preexisting: wasThereBefore(pod, previous, context),
        details: { reason, restarts, ...refusalOf(meaning.kind, message ?? '') },
      }),
    ];
  });
}

function refusalOf(kind: EvidenceKind, message: string): Readonly<Record<string, string>> {
  const found = { missing: missingReference(message), class: kind === 'image-pull' ? pullFailure(message) : null };
  return Object.fromEntries(Object.entries(found).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}

function scheduling(pod: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  const condition = conditionOf(pod, 'PodScheduled');
  const before = previous === null ? {} : conditionOf(previous, 'PodScheduled');
  if (condition['status'] !== 'False' || condition['reason'] !== 'Unschedulable' || before['reason'] === 'Unschedulable') return [];
  const text = `pod ${pod.metadata.name} cannot be scheduled: ${textAt(condition, 'message') ?? 'no node fits'}`;
  const atMs = timeAt(condition, 'lastTransitionTime') ?? context.atMs;
  const [predicate] = failedPredicates(textAt(condition, 'message') ?? '');
  const details = predicate === undefined ? {} : { predicate: predicate.reason, nodes: predicate.nodes };
  return [fact(context, { kind: 'scheduling', atMs, pod: pod.metadata.name, severity: 'error', text, details })];
}

/** Why a pod was taken away -> how bad that is; an eviction through the API is a drain, which somebody wished for. */
const disruptions: Readonly<Record<string, Severity>> = {
  EvictionByEvictionAPI: 'info',
  DeletionByPodGC: 'info',
  PreemptionByScheduler: 'warning',
  DeletionByTaintManager: 'warning',
  TerminationByKubelet: 'error',
};

function disruption(pod: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  const evicted = textAt(pod, 'status', 'reason') === 'Evicted';
  const target = conditionOf(pod, 'DisruptionTarget');
  const reason = target['status'] === 'True' ? (textAt(target, 'reason') ?? '') : '';
  const severity: Severity | undefined = evicted ? 'error' : disruptions[reason];
  const before =
    previous !== null &&
    (textAt(previous, 'status', 'reason') === 'Evicted' || conditionOf(previous, 'DisruptionTarget')['status'] === 'True');
  if (severity === undefined || before) return [];
  const message = textAt(pod, 'status', 'message') ?? textAt(target, 'message') ?? reason;
  return [
    fact(context, {
      kind: 'eviction',
      atMs: timeAt(target, 'lastTransitionTime') ?? context.atMs,
      pod: pod.metadata.name,
      node: textAt(pod, 'spec', 'nodeName'),
      severity,
      text: `pod ${pod.metadata.name} was evicted: ${message}`,
      preexisting: wasThereBefore(pod, previous, context),
      details: { reason: evicted ? 'Evicted' : reason },
    }),
  ];
}

/** Only the loss of readiness is a fact: every pod starts without it. */
function readiness(pod: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  const condition = conditionOf(pod, 'Ready');
  const lost = condition['status'] === 'False' && previous !== null && conditionOf(previous, 'Ready')['status'] === 'True';
  if (!lost || pod.metadata.deletionTimestamp !== undefined || condition['reason'] === 'PodCompleted') return [];
  const atMs = timeAt(condition, 'lastTransitionTime') ?? context.atMs;
  const text = `pod ${pod.metadata.name} is no longer ready (${textAt(condition, 'reason') ?? 'no reason given'})`;
  return [
    fact(context, { kind: 'not-ready', atMs, pod: pod.metadata.name, node: textAt(pod, 'spec', 'nodeName'), severity: 'warning', text }),
  ];
}
