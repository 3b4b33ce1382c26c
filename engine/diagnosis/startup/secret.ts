import type { KubeObject, WorkloadId } from '../../domain.ts';
import type { Fields } from '../../evidence/field.ts';
import { booleanAt, fieldsAt, listAt, textAt } from '../../evidence/field.ts';
import type { ClusterEvent, ClusterState } from '../cluster.ts';
import type { Check, Hypothesis } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import { eventsAbout, isReady, livePods, quote, waitingContainers } from '../replicas.ts';

/** The words of the kubelet. */
const notFound = /secrets? "([^"]+)" not found/;
const noKey = /couldn't find key (\S+) in Secret (\S+)/;

/** A container cannot be made since a Secret that its environment or a volume refers to does not exist. */
export const secret: Check = (cluster) =>
  cluster.workloads().flatMap((workload) => {
    for (const stuck of stuckPods(cluster, workload)) {
      const missing = missingOf(cluster, stuck);
      if (missing !== null) return [hypothesis(workload, stuck, missing)];
    }
    return [];
  });

interface Stuck {
  readonly pod: KubeObject;
  readonly message: string;
}

/** On a node, and not started: the kubelet says so at the container, or, while it waits for a volume, only in Events. */
function stuckPods(cluster: ClusterState, workload: WorkloadId): readonly Stuck[] {
  const configuring = waitingContainers(cluster, workload).filter(({ reason }) => reason === 'CreateContainerConfigError');
  const pending = livePods(cluster, workload).filter(
    (pod) => !isReady(pod) && textAt(pod, 'status', 'phase') === 'Pending' && textAt(pod, 'spec', 'nodeName') !== undefined,
  );
  return [...configuring, ...pending.map((pod) => ({ pod, message: '' }))];
}

interface Missing {
  readonly name: string;
  readonly lacks: string;
  readonly told: ClusterEvent | undefined;
  readonly isSaid: boolean;
}

function missingOf(cluster: ClusterState, { pod, message }: Stuck): Missing | null {
  const told = eventsAbout(cluster, pod).findLast((event) => notFound.test(event.message) || noKey.test(event.message));
  const text = told?.message ?? message;
  const key = noKey.exec(text);
  if (key !== null) return { name: key[2] ?? '', lacks: `lacks the key ${key[1] ?? ''}`, told, isSaid: true };
  const named = notFound.exec(text)?.[1];
  const name = named ?? missingSecretOf(cluster, pod);
  // What was missing at the first look and exists now only delays the start.
  if (name === null || exists(cluster, pod, name)) return null;
  return { name, lacks: 'does not exist', told, isSaid: named !== undefined };
}

function hypothesis(workload: WorkloadId, { pod, message }: Stuck, { name, lacks, told, isSaid }: Missing): Hypothesis {
  const words = message === '' ? '' : `: ${message}`;
  return {
    object: app(workload),
    cause: 'missing-secret-binding',
    score: isSaid ? 0.97 : 0.8,
    reasons: [`its pod needs the Secret ${name}, which ${lacks}`],
    against: [],
    confirm: null,
    evidence: [
      ...(told === undefined ? [] : [quote(told)]),
      { atMs: null, text: `pod ${pod.metadata.name} refers to Secret ${name}${words}` },
    ],
    sinceAtMs: told?.sinceAtMs ?? null,
    failing: true,
  };
}

function exists(cluster: ClusterState, pod: KubeObject, name: string): boolean {
  return cluster.find('Secret', pod.metadata.namespace ?? 'default', name) !== null;
}

/** The first Secret that must exist and does not; null where Secrets are not watched. */
function missingSecretOf(cluster: ClusterState, pod: KubeObject): string | null {
  if (!cluster.knows('Secret')) return null;
  const containers = [...listAt(pod, 'spec', 'initContainers'), ...listAt(pod, 'spec', 'containers')];
  const references = [
    ...containers.flatMap((container) => listAt(container, 'env').map((variable) => fieldsAt(variable, 'valueFrom', 'secretKeyRef'))),
    ...containers.flatMap((container) => listAt(container, 'envFrom').map((from) => fieldsAt(from, 'secretRef'))),
    ...listAt(pod, 'spec', 'volumes').map((volume) => fieldsAt(volume, 'secret')),
  ];
  return references.flatMap((reference) => requiredName(reference)).find((name) => !exists(cluster, pod, name)) ?? null;
}

function requiredName(reference: Fields): readonly string[] {
  const name = textAt(reference, 'name') ?? textAt(reference, 'secretName');
  return name === undefined || booleanAt(reference, 'optional') === true ? [] : [name];
}
