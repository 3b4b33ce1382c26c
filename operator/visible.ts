/** What whoever asks may see of what the leader knows. */
import type { LogDetector } from '../api/resource.ts';
import { detectorKey, namespaceOf } from './detector-key.ts';
import type { Scope } from './http/backend.ts';
import type { Leading } from './leading.ts';

export function widen(scope: Scope): Scope {
  return scope.includes('*') ? '*' : scope;
}

export function detectorsIn(leading: Leading, scope: Scope): readonly LogDetector[] {
  return leading.detectors().filter((detector) => sees(scope, detectorKey(detector)));
}

export function hasDetector(leading: Leading, key: string): boolean {
  return leading.detectors().some((detector) => detectorKey(detector) === key);
}

function sees(scope: Scope, detector: string): boolean {
  return scope.includes('*') || scope.includes(namespaceOf(detector));
}
