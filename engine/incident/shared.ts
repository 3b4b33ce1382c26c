/** What several workloads hang on without calling it: the registry of their images, a volume or the storage class of their claims, the quota of their namespace. */
import { claimsOf } from '../diagnosis/replicas.ts';
import type { Evidence, EvidenceKind } from '../domain.ts';
import type { Fields } from '../evidence/field.ts';
import { fieldsAt, listAt, textAt } from '../evidence/field.ts';
import type { Inventory } from '../evidence/inventory.ts';
import type { EntityId } from '../evidence/ledger.ts';
import { parseWorkloadId } from '../evidence/owner.ts';

/** Refusals that are about the registry or the storage as a whole; an image that does not exist is the fault of who asked for it. */
const ofAll: Partial<Readonly<Record<EvidenceKind, ReadonlySet<string>>>> = {
  'image-pull': new Set(['dns', 'unreachable', 'rate-limited', 'untrusted']),
  volume: new Set(['timeout', 'no-driver']),
  scheduling: new Set(['quota']),
};

const quota = 'quota/';

export function isQuota(shared: EntityId | undefined): boolean {
  return shared?.startsWith(quota) === true;
}

/**
 * What a fact says is short or does not answer; undefined where it concerns `entity` alone. A registry, a volume or a storage class is an entity that may be to blame
 * (`external/...`), a quota (`quota/NAMESPACE`) only says who belongs together: it does what somebody wished for.
 */
export function sharedBy(evidence: Evidence, entity: EntityId, inventory: Inventory): EntityId | undefined {
  if (entity.startsWith('node/')) return undefined;
  const refusal = evidence.details?.['class'];
  const { namespace } = parseWorkloadId(entity);
  const pod = evidence.pod === undefined ? null : inventory.find('Pod', namespace, evidence.pod);
  const spec = fieldsAt(pod, 'spec');
  if (typeof refusal !== 'string' || ofAll[evidence.kind]?.has(refusal) !== true)
    return evidence.kind === 'volume' ? claimOfSeveral(spec, entity, inventory) : undefined;
  if (evidence.kind === 'scheduling') return `${quota}${namespace}`;
  if (evidence.kind === 'image-pull') return registryOf(spec, evidence.container);
  const [claim] = claimsOf(spec).flatMap((name) => inventory.find('PersistentVolumeClaim', namespace, name) ?? []);
  const storage = textAt(claim, 'spec', 'storageClassName');
  return storage === undefined ? undefined : `external/storage class ${storage}`;
}

/** A volume that pods of other workloads mount as well: what keeps one of them from it keeps the others. */
function claimOfSeveral(spec: Fields, entity: EntityId, inventory: Inventory): EntityId | undefined {
  const claims = claimsOf(spec);
  if (claims.length === 0) return undefined;
  const { namespace } = parseWorkloadId(entity);
  const others = inventory.objects('Pod').filter(({ metadata }) => metadata.namespace === namespace);
  const shared = claims.find((claim) =>
    others.some((pod) => claimsOf(pod.spec).includes(claim) && inventory.workloadOf('Pod', namespace, pod.metadata.name) !== entity),
  );
  return shared === undefined ? undefined : `external/volume ${shared}`;
}

/** References without a host are of Docker Hub. */
function registryOf(spec: Fields, container: string | undefined): EntityId | undefined {
  const all = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')];
  const image = textAt(container === undefined ? all[0] : all.find(({ name }) => name === container), 'image');
  if (image === undefined) return undefined;
  const [first = '', ...rest] = image.split('/');
  return `external/${rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io'}`;
}
