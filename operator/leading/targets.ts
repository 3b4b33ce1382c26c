/** What each detector may say, to whom, and of whom: its wishes as far as the administrator allows them. */
import type { Configuration } from '../../api/configuration.ts';
import { policyOf, type LogDetectorSelector, type ResolvedSpec } from '../../api/resource.ts';
import { defaultPolicy, parseWorkloadId, type Evidence } from '../../engine/index.ts';
import { namespaceOf } from '../detector-key.ts';
import type { NotifyTarget } from '../notify/notify.ts';
import { isChannelAllowed, isChat, isReceiverAllowed } from '../readiness.ts';

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

/** Of the changes that were seen; what was there before the watching began is none. */
export function rolloutsOf(changes: readonly Evidence[]): NotifyTarget['rollouts'] {
  return changes.flatMap(({ kind, workload, atMs, text, preexisting, details }) =>
    kind === 'rollout' && workload !== null && preexisting !== true ? [{ workload, atMs, text, ...revisionOf(workload, details) }] : [],
  );
}

/** Nothing where no revision was before it. */
function revisionOf(workload: string, details: Evidence['details'] = {}): { readonly revision?: string } {
  const { changeId, first } = details;
  if (typeof changeId !== 'string' || first === true) return {};
  return { revision: `${parseWorkloadId(workload).kind === 'Deployment' ? 'ReplicaSet' : 'revision'} ${changeId}` };
}

function composeTarget(detector: string, spec: ResolvedSpec, configuration: Configuration): NotifyTarget {
  const namespace = namespaceOf(detector);
  const { channel } = spec.notify;
  const { escalation } = spec.paging;
  const allowed = (receiver: string | null): string | null =>
    receiver !== null && isReceiverAllowed(configuration, namespace, receiver) ? receiver : null;
  const second = allowed(escalation?.receiver ?? null);
  return {
    detector,
    namespace,
    channel: channel !== null && isChannelAllowed(configuration, namespace, channel) ? channel : null,
    receiver: allowed(spec.paging.receiver),
    escalation: escalation && second !== null ? { receiver: second, afterMs: escalation.afterMinutes * 60_000 } : null,
    rollouts: [],
    told: spec.notify.receivers.filter((name) => isReceiverAllowed(configuration, namespace, name) && isChat(configuration, name)),
    isShadow: spec.mode === 'Shadow',
    remedies: spec.remediation.actions,
    settings: { ...defaultPolicy, ...policyOf(spec) },
    mayPost: ({ id, name }) => [id, name].some((one) => isChannelAllowed(configuration, namespace, one)),
    nowCalled: itself,
  };
}

function quietTarget(detector: string): NotifyTarget {
  const nobody = {
    channel: null,
    mayPost: () => false,
    nowCalled: itself,
    receiver: null,
    escalation: null,
    rollouts: [],
    isShadow: false,
    remedies: [],
  };
  return { detector, namespace: namespaceOf(detector), ...nobody, settings: defaultPolicy };
}

/** Until somebody who knows what was merged is asked. */
function itself(pattern: string): string {
  return pattern;
}
