/** What the status of a ClusterLogDetector says of the namespaces it reads. Pure. */
import type { ClusterLogDetectorStatus, NamespaceStatus } from '../../api/resource.ts';
import { counted } from './counted.ts';

export interface NamespacesFacts {
  readonly selected: number;
  readonly left: number;
  /** Those with the most containers, as many as are told. */
  readonly told: readonly NamespaceStatus[];
}

export function namespacesStatus(facts: NamespacesFacts | null): Partial<ClusterLogDetectorStatus> {
  return facts === null ? {} : { selectedNamespaces: facts.selected, leftToLogDetectors: facts.left, namespaces: [...facts.told] };
}

/** The end of a sentence on what is read; empty for a LogDetector, which reads its own namespace. */
export function inNamespaces(namespaces: NamespacesFacts | null): string {
  return namespaces === null ? '' : ` in ${counted(namespaces.selected, 'namespace')}${leftOf(namespaces)}`;
}

function leftOf({ left }: NamespacesFacts): string {
  return left === 0
    ? ''
    : `; ${counted(left, 'pod')} ${left === 1 ? 'is' : 'are'} left to LogDetectors of ${left === 1 ? 'its' : 'their'} own namespace`;
}

/** Why there is no container to read. */
export function nothingToRead(namespaces: NamespacesFacts | null) {
  if (namespaces === null)
    return { reason: 'NoPodsSelected', message: 'No running pod of this namespace matches spec.selector; check its labels.' } as const;
  if (namespaces.selected === 0) {
    const message = 'No namespace matches spec.namespaces; check its selector and exclude (kubectl get namespaces --show-labels).';
    return { reason: 'NoNamespacesSelected', message } as const;
  }
  const where = `No running pod in ${counted(namespaces.selected, 'namespace')} matches spec.selector${leftOf(namespaces)}`;
  return { reason: 'NoPodsSelected', message: `${where}; check its labels.` } as const;
}
