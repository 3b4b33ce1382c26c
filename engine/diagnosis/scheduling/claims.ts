import type { KubeObject, WorkloadId } from '../../domain.ts';
import { fieldsAt, parseQuantity, scalarsAt, textAt } from '../../evidence/field.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState } from '../cluster.ts';
import type { Check, Hypothesis } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import type { CauseLabel } from '../labels.ts';
import { claimsOf, createdAtMs, eventsAbout, isUnscheduled, livePods, quote } from '../replicas.ts';
import { matchesSelector } from './selectors.ts';

/** A pod waits for a claim that no volume satisfies: which of the claim's wishes stands in the way is tried against each volume. */
export const claims: Check = (cluster) =>
  cluster.workloads().flatMap((workload) => {
    const { namespace } = parseWorkloadId(workload);
    const pod = livePods(cluster, workload).find(isUnscheduled);
    const mounted =
      pod === undefined ? [] : claimsOf(pod.spec).flatMap((name) => cluster.find('PersistentVolumeClaim', namespace, name) ?? []);
    const pending = mounted.filter((claim) => textAt(claim, 'status', 'phase') === 'Pending');
    return pod === undefined ? [] : pending.flatMap((claim) => judge(cluster, { workload, pod, claim }));
  });

interface Waiting {
  readonly workload: WorkloadId;
  readonly pod: KubeObject;
  readonly claim: KubeObject;
}

interface Misfit {
  readonly cause: CauseLabel;
  readonly score: number;
  readonly reason: string;
  readonly confirm: string | null;
}

function judge(cluster: ClusterState, { workload, pod, claim }: Waiting): readonly Hypothesis[] {
  const { name } = claim.metadata;
  const scheduling = eventsAbout(cluster, pod).findLast(({ reason }) => reason === 'FailedScheduling');
  const binding = eventsAbout(cluster, claim).findLast(({ reason }) => reason === 'FailedBinding' || reason === 'ProvisioningFailed');
  const waitsForPod = eventsAbout(cluster, claim).some(({ reason }) => reason === 'WaitForFirstConsumer') && binding === undefined;
  if (waitsForPod) return [];
  return misfitsOf(cluster, claim).map(({ cause, score, reason, confirm }) => ({
    object: app(workload),
    cause,
    score,
    reasons: [reason],
    against: [],
    confirm,
    evidence: [
      ...(binding === undefined ? [] : [quote(binding)]),
      ...(scheduling === undefined ? [] : [quote(scheduling)]),
      { atMs: null, text: `claim ${name} is Pending` },
    ],
    sinceAtMs: createdAtMs(claim),
    failing: true,
  }));
}

function misfitsOf(cluster: ClusterState, claim: KubeObject): readonly Misfit[] {
  const { name } = claim.metadata;
  const wanted = classOf(cluster, claim);
  const all = [...cluster.objects('PersistentVolume')];
  const sameClass = all.filter((volume) => (textAt(volume, 'spec', 'storageClassName') ?? '') === wanted);
  const free = all.filter((volume) => isFreeFor(volume, claim));
  const freeOfClass = free.filter((volume) => sameClass.includes(volume));
  const provisioned = isProvisioned(cluster, wanted);
  if (wanted !== '' && !provisioned && (sameClass.length === 0 || (free.length > 0 && freeOfClass.length === 0))) {
    const exists = cluster.find('StorageClass', '', wanted) !== null;
    const reason = exists
      ? `claim ${name} asks for class ${wanted}, of which there is no free volume`
      : `claim ${name} asks for StorageClass ${wanted}, which does not exist`;
    return [{ cause: 'pvc-storage-class-mismatch', score: exists ? 0.85 : 0.95, reason, confirm: null }];
  }
  if (provisioned) return [];
  if (freeOfClass.length === 0) return occupied(claim, { sameClass, free, wanted });
  return byWishes(claim, freeOfClass);
}

/** The claim's class; one that names none gets the default class. An empty name asks for a volume without one. */
function classOf(cluster: ClusterState, claim: KubeObject): string {
  const named = textAt(claim, 'spec', 'storageClassName');
  if (named !== undefined) return named;
  const standard = [...cluster.objects('StorageClass')].find(
    ({ metadata }) => metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true',
  );
  return standard?.metadata.name ?? '';
}

/** Whether volumes of the class are made on demand. */
function isProvisioned(cluster: ClusterState, name: string): boolean {
  const found = name === '' ? null : cluster.find('StorageClass', '', name);
  const provisioner = textAt(found, 'provisioner');
  return provisioner !== undefined && provisioner !== 'kubernetes.io/no-provisioner';
}

/** Available, or reserved for just this claim. */
function isFreeFor(volume: KubeObject, claim: KubeObject): boolean {
  if (textAt(volume, 'status', 'phase') === 'Released' || textAt(volume, 'status', 'phase') === 'Bound') return false;
  const holder = fieldsAt(volume, 'spec', 'claimRef');
  return holder['name'] === undefined || (holder['name'] === claim.metadata.name && holder['namespace'] === claim.metadata.namespace);
}

interface Volumes {
  readonly sameClass: readonly KubeObject[];
  readonly free: readonly KubeObject[];
  readonly wanted: string;
}

/** Every volume of its class is held by another claim. */
function occupied(claim: KubeObject, { sameClass, free, wanted }: Volumes): readonly Misfit[] {
  const taken = sameClass.find(
    (volume) => fieldsAt(volume, 'spec', 'claimRef')['name'] !== undefined && textAt(volume, 'status', 'phase') === 'Bound',
  );
  const { name } = claim.metadata;
  if (taken !== undefined) {
    const holder = fieldsAt(taken, 'spec', 'claimRef');
    const reason = `volume ${taken.metadata.name} is bound to the claim ${textAt(holder, 'namespace') ?? ''}/${textAt(holder, 'name') ?? ''}, and no other is left for ${name}`;
    return [{ cause: 'pv-binding-occupied', score: 0.93, reason, confirm: null }];
  }
  if (free.length === 0) return [];
  const reason = `claim ${name} asks for class "${wanted}", and the free volumes are of another`;
  return [{ cause: 'pvc-storage-class-mismatch', score: 0.9, reason, confirm: null }];
}

/** Which wish no free volume of the class fulfils. Where the claim's own wishes are not known, the volumes tell which is likely. */
function byWishes(claim: KubeObject, volumes: readonly KubeObject[]): readonly Misfit[] {
  const known = wishesMissed(claim, volumes);
  if (known.length > 0 || isWhole(claim)) return known;
  const { name } = claim.metadata;
  const confirm = `the selector, access modes and size in the spec of claim ${name}`;
  const readOnly = volumes.every((volume) => !modesOf(volume).some((mode) => mode.startsWith('ReadWrite')));
  const labelled = volumes.some(({ metadata }) => Object.keys(metadata.labels ?? {}).length > 0);
  // A volume that nobody can write to suits few; one that bears labels was made to be selected; else the size is what people get wrong.
  return [
    {
      cause: 'pvc-access-mode-mismatch',
      score: readOnly ? 0.8 : 0.35,
      reason: `the free volume for claim ${name} offers ${modesOf(volumes[0]).join(', ')}`,
      confirm,
    },
    {
      cause: 'pvc-selector-mismatch',
      score: labelled ? 0.7 : 0.4,
      reason: `claim ${name} is not bound to the free volume of its class`,
      confirm,
    },
    { cause: 'pvc-capacity-mismatch', score: 0.6, reason: `claim ${name} is not bound to the free volume of its class`, confirm },
  ];
}

function wishesMissed(claim: KubeObject, volumes: readonly KubeObject[]): readonly Misfit[] {
  const { name } = claim.metadata;
  const selector = fieldsAt(claim, 'spec', 'selector');
  const modes = modesOf(claim);
  const size = parseQuantity(fieldsAt(claim, 'spec', 'resources', 'requests')['storage']);
  const missed: Misfit[] = [];
  if (Object.keys(selector).length > 0 && !volumes.some(({ metadata }) => matchesSelector(metadata.labels ?? {}, selector)))
    missed.push({
      cause: 'pvc-selector-mismatch',
      score: 0.95,
      reason: `no free volume has the labels that claim ${name} selects`,
      confirm: null,
    });
  if (modes.length > 0 && !volumes.some((volume) => modes.every((mode) => modesOf(volume).includes(mode))))
    missed.push({
      cause: 'pvc-access-mode-mismatch',
      score: 0.94,
      reason: `no free volume offers ${modes.join(', ')} for claim ${name}`,
      confirm: null,
    });
  if (size !== undefined && !volumes.some((volume) => (parseQuantity(fieldsAt(volume, 'spec', 'capacity')['storage']) ?? 0) >= size))
    missed.push({ cause: 'pvc-capacity-mismatch', score: 0.93, reason: `no free volume holds what claim ${name} asks for`, confirm: null });
  return missed;
}

/** Whether the claim was delivered with its wishes, as a watch delivers it. */
function isWhole(claim: KubeObject): boolean {
  return modesOf(claim).length > 0 || Object.keys(fieldsAt(claim, 'spec', 'resources')).length > 0;
}

function modesOf(object: KubeObject | undefined): readonly string[] {
  return scalarsAt(object, 'spec', 'accessModes');
}
