/** Which pods a LogDetector reads. Pure: the operator asks it of the cluster's pods, the command line of a recording's. */
import type { KubeObject } from '../engine/domain.ts';
import { excludeAnnotation, type LogDetectorSelector } from './spec.ts';

/** Label of the operator's own pods, which are never read: our own failing must not feed itself. */
const ownLabel = { key: 'app.kubernetes.io/name', value: 'logdetector' } as const;

/** By labels and annotations alone; the namespace is the caller's to look at. */
export function isSelected(selector: LogDetectorSelector, pod: KubeObject): boolean {
  const labels = pod.metadata.labels ?? {};
  if (pod.metadata.annotations?.[excludeAnnotation] === 'true') return false;
  if (labels[ownLabel.key] === ownLabel.value) return false;
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every((expression) => holds(expression, labels))
  );
}

function holds(
  expression: NonNullable<LogDetectorSelector['matchExpressions']>[number],
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = Object.hasOwn(labels, expression.key) ? labels[expression.key] : undefined;
  switch (expression.operator) {
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'In':
      return value !== undefined && (expression.values ?? []).includes(value);
    case 'NotIn':
      return value === undefined || !(expression.values ?? []).includes(value);
    default:
      return false;
  }
}
