/** What each detector may say, to whom, and of whom: its wishes as far as the administrator allows them. */
import type { Configuration } from '../../api/configuration.ts';
import type { LogDetectorSelector, ResolvedSpec } from '../../api/resource.ts';
import { defaultPolicy } from '../../engine/index.ts';
import { namespaceOf } from '../detector-key.ts';
import type { NotifyTarget } from '../notify/notify.ts';
import { isChannelAllowed, isReceiverAllowed } from '../readiness.ts';

export interface Targets {
  /** Null forgets the detector. */
  set(detector: string, spec: ResolvedSpec | null): void;
  /** For a detector that was never reconciled in this term: nothing is said and nobody woken before its wishes are known. */
  readonly of: (detector: string) => NotifyTarget;
  /** An empty one, which selects every pod, for a detector that is not known. */
  selectorOf(detector: string): LogDetectorSelector;
}

export function createTargets(configuration: () => Configuration): Targets {
  const known = new Map<string, { readonly target: NotifyTarget; readonly selector: LogDetectorSelector }>();
  return {
    set(detector, spec) {
      if (spec) known.set(detector, { target: composeTarget(detector, spec, configuration()), selector: spec.selector });
      else known.delete(detector);
    },
    of: (detector) => known.get(detector)?.target ?? quietTarget(detector),
    selectorOf: (detector) => known.get(detector)?.selector ?? {},
  };
}

/** The resource writes its enumerations as Kubernetes does. */
const severities = { Info: 'info', Warning: 'warning', Error: 'error', Critical: 'critical' } as const;

function composeTarget(detector: string, spec: ResolvedSpec, configuration: Configuration): NotifyTarget {
  const namespace = namespaceOf(detector);
  const { channel, minimumSeverity } = spec.notify;
  const { receiver } = spec.paging;
  return {
    detector,
    namespace,
    channel: channel !== null && isChannelAllowed(configuration, namespace, channel) ? channel : null,
    receiver: receiver !== null && isReceiverAllowed(configuration, namespace, receiver) ? receiver : null,
    isShadow: spec.mode === 'Shadow',
    settings: { ...defaultPolicy, minimumPostSeverity: severities[minimumSeverity] },
  };
}

function quietTarget(detector: string): NotifyTarget {
  return { detector, namespace: namespaceOf(detector), channel: null, receiver: null, isShadow: false, settings: defaultPolicy };
}
