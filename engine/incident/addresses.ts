/** Which workload has an address, by its pods, and who stands behind a Service that selects nobody, by its EndpointSlices. Not saved: both are listed again. */
import type { KubeObject, WorkloadId } from '../domain.ts';
import { booleanAt, listAt, textAt } from '../evidence/field.ts';

const maxAddresses = 50_000;
const maxSlices = 10_000;
const maxOfSlice = 100;

export interface Addresses {
  /** Takes pods and EndpointSlices; true where a Service may lead to others than before. */
  see(object: KubeObject, workload: WorkloadId | null, deleted: boolean): boolean;
  workloadAt(address: string): WorkloadId | undefined;
  /** By `namespace/name` of the Service. */
  behind(service: string): readonly WorkloadId[];
}

export function createAddresses(): Addresses {
  const workloads = new Map<string, WorkloadId>();
  /** By Service, then by slice. */
  const slices = new Map<string, Map<string, readonly string[]>>();

  function seePod(pod: KubeObject, workload: WorkloadId, deleted: boolean): void {
    const address = textAt(pod, 'status', 'podIP');
    // Pods in the network of their node share its address.
    if (address === undefined || booleanAt(pod, 'spec', 'hostNetwork') === true) return;
    const isOver = deleted || ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase') ?? '');
    if (!isOver) workloads.set(address, workload);
    else if (workloads.get(address) === workload) workloads.delete(address);
    dropOldest(workloads, maxAddresses);
  }

  function seeSlice(slice: KubeObject, deleted: boolean): boolean {
    const { name, namespace = 'default', labels } = slice.metadata;
    const service = `${namespace}/${labels?.['kubernetes.io/service-name'] ?? ''}`;
    const ofService = slices.get(service) ?? new Map<string, readonly string[]>();
    const before = (ofService.get(name) ?? []).join(' ');
    const now = deleted ? [] : addressesIn(slice);
    if (deleted) ofService.delete(name);
    else ofService.set(name, now);
    slices.set(service, ofService);
    dropOldest(slices, maxSlices);
    return before !== now.join(' ');
  }

  return {
    see(object, workload, deleted) {
      if (object.kind === 'EndpointSlice') return seeSlice(object, deleted);
      if (object.kind === 'Pod' && workload !== null) seePod(object, workload, deleted);
      return false;
    },
    workloadAt: (address) => workloads.get(address),
    behind: (service) => [...new Set([...(slices.get(service)?.values() ?? [])].flat().flatMap((address) => workloads.get(address) ?? []))],
  };
}

function addressesIn(slice: KubeObject): readonly string[] {
  return listAt(slice, 'endpoints')
    .slice(0, maxOfSlice)
    .flatMap(({ addresses }) => (Array.isArray(addresses) ? addresses.filter((one) => typeof one === 'string') : []));
}

/** Makes room by what was put in first. */
export function dropOldest(
  collection: { readonly size: number; keys(): Iterator<string>; delete(key: string): boolean },
  max: number,
): void {
  const oldest = collection.keys().next();
  if (collection.size > max && oldest.done !== true) collection.delete(oldest.value);
}
