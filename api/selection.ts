/** Which pods and namespaces are read. Pure: the operator asks it of the cluster's pods, the command line of a recording's. */
import type { KubeObject } from '../engine/domain.ts';
import { defaultExcludedNamespaces, type ClusterLogDetectorSpec } from './cluster-spec.ts';
import { selectsLabels } from './selector.ts';
import { excludeAnnotation, type LogDetectorSelector } from './spec.ts';

/** Label of the operator's own pods, which are never read: our own failing must not feed itself. */
const ownLabel = { key: 'app.kubernetes.io/name', value: 'logdetector' } as const;

/** By labels and annotations alone; the namespace is the caller's to look at. */
export function isSelected(selector: LogDetectorSelector, pod: KubeObject): boolean {
  const labels = pod.metadata.labels ?? {};
  if (pod.metadata.annotations?.[excludeAnnotation] === 'true') return false;
  if (labels[ownLabel.key] === ownLabel.value) return false;
  return selectsLabels(selector, labels);
}

/** Whether a ClusterLogDetector reads the namespace, as far as its pods are selected and not read by a LogDetector of their own. */
export function isNamespaceSelected({ selector, exclude }: ClusterLogDetectorSpec['namespaces'], namespace: NamedObject): boolean {
  const { name, labels = {} } = namespace.metadata;
  return !(exclude ?? defaultExcludedNamespaces).includes(name) && selectsLabels(selector, labels);
}

interface NamedObject {
  readonly metadata: Pick<KubeObject['metadata'], 'name' | 'labels'>;
}
