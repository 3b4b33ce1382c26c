/** ResourceQuotas: what is limited, what is used, and what the API server says when it refuses. */
import type { KubeObject } from '../../domain.ts';
import { fieldsAt, parseQuantity, scalarAt } from '../../evidence/field.ts';
import type { ClusterEvent, ClusterState } from '../cluster.ts';

export interface QuotaLine {
  readonly quota: string;
  readonly namespace: string;
  /** `requests.cpu`, `pods`, `services`, `requests.storage`, `count/services`, ... */
  readonly resource: string;
  readonly hard: number;
  readonly used: number;
  readonly text: string;
}

export function quotaLines(cluster: ClusterState): readonly QuotaLine[] {
  return [...cluster.objects('ResourceQuota')].flatMap(linesOf);
}

export function isUsedUp({ hard, used }: QuotaLine): boolean {
  return used >= hard;
}

export interface Refusal {
  readonly quota: string;
  /** What was asked for and would have exceeded it. */
  readonly resources: readonly string[];
  readonly event: ClusterEvent;
}

/** `exceeded quota: NAME, requested: a=1,b=2, used: ..., limited: ...`: the words of the API server's quota admission. */
export function refusalOf(event: ClusterEvent): Refusal | null {
  const match = /exceeded quota: ([^,]+), requested: (.+?), used: (.+?), limited: (.+)$/.exec(event.message);
  if (match === null) return null;
  const [requested, used, limited] = [match[2], match[3], match[4]].map(quantities);
  const exceeded = [...(requested ?? [])].flatMap(([resource, asked]) => {
    const [had, most] = [used?.get(resource), limited?.get(resource)];
    return had === undefined || most === undefined || had + asked > most ? [resource] : [];
  });
  return { quota: match[1] ?? '', resources: exceeded, event };
}

function quantities(text: string | undefined): ReadonlyMap<string, number> {
  const pairs = (text ?? '').split(',').map((pair) => pair.trim().split('='));
  return new Map(pairs.flatMap(([name, value]) => (name === undefined ? [] : [[name, parseQuantity(value) ?? 0] as const])));
}

function linesOf(quota: KubeObject): readonly QuotaLine[] {
  const { name, namespace = 'default' } = quota.metadata;
  const hard = { ...fieldsAt(quota, 'spec', 'hard'), ...fieldsAt(quota, 'status', 'hard') };
  const used = fieldsAt(quota, 'status', 'used');
  return Object.keys(hard).flatMap((resource) => {
    const [most, had] = [parseQuantity(hard[resource]), parseQuantity(used[resource])];
    if (most === undefined) return [];
    const text = `ResourceQuota ${name}: ${resource} ${scalarAt(used, resource) ?? 0} of ${scalarAt(hard, resource) ?? 0} used`;
    return [{ quota: name, namespace, resource, hard: most, used: had ?? 0, text }];
  });
}
