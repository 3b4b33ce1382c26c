/** Remedies of all detectors while this replica leads. */
import { defaults, soundParts, type LogDetector } from '../../api/resource.ts';
import type { Watching } from '../evidence/watching.ts';
import type { Notifier } from '../notify/notify.ts';
import type { RemediationOptions, RemediationWish } from '../remediation/desk.ts';
import { createRemediation, type Remediation } from '../remediation/remediation.ts';

export interface RemediationParts extends Pick<RemediationOptions, 'client' | 'audit' | 'now' | 'telemetry'> {
  readonly notifier: Pick<Notifier, 'remedies' | 'view' | 'open'>;
  readonly watching: Pick<Watching, 'pods' | 'lookup'>;
  detector(this: void, key: string): LogDetector | undefined;
  namespacesOf(this: void, key: string): readonly string[];
}

export function openRemediation({ notifier, watching, detector, namespacesOf, ...parts }: RemediationParts): Remediation {
  return createRemediation({
    ...parts,
    book: notifier.remedies,
    wished: (key) => wishOf(detector(key)),
    view: (reference) => notifier.view(reference),
    open: (key) => notifier.open(key),
    pods: (key) => watching.pods(namespacesOf(key)) ?? [],
    reads: (key, namespace) => namespacesOf(key).includes(namespace),
    lookup: (kind, namespace, name) => watching.lookup(kind, namespace, name),
  });
}

/** What a LogDetector allows to be done, as its resource says now. Null: there is none, or it is paused. */
function wishOf(detector: LogDetector | undefined): RemediationWish | null {
  if (detector === undefined) return null;
  const { remediation, mode, paused } = defaults(soundParts(detector.spec));
  return paused ? null : { ...remediation, isShadow: mode === 'Shadow' };
}
