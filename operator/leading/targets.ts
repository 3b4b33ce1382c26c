/** What each detector may say, to whom, and of whom: its wishes as far as the administrator allows them. */
import type { Configuration } from '../../api/configuration.ts';
import type { LogDetectorSelector, ResolvedSpec } from '../../api/resource.ts';
import { defaultPolicy, type Evidence, type MaintenanceWindow, type PolicySettings, type WeeklyWindow } from '../../engine/index.ts';
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

/** Of the changes that were seen; what was there before the watching began is none. */
export function rolloutsOf(changes: readonly Evidence[]): NotifyTarget['rollouts'] {
  return changes.flatMap(({ kind, workload, atMs, text, preexisting }) =>
    kind === 'rollout' && workload !== null && preexisting !== true ? [{ workload, atMs, text }] : [],
  );
}

/** The resource writes its enumerations as Kubernetes does. */
const severities = { Info: 'info', Warning: 'warning', Error: 'error', Critical: 'critical' } as const;

function composeTarget(detector: string, spec: ResolvedSpec, configuration: Configuration): NotifyTarget {
  const namespace = namespaceOf(detector);
  const { channel, minimumSeverity } = spec.notify;
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
    isShadow: spec.mode === 'Shadow',
    settings: { ...defaultPolicy, ...gatesOf(spec.paging), minimumPostSeverity: severities[minimumSeverity] },
  };
}

const pageOn = { Cascade: 'cascade', Critical: 'critical', Never: 'never' } as const;
const whileLearning = { Facts: 'facts', Always: 'always', Never: 'never' } as const;

function gatesOf(paging: ResolvedSpec['paging']): Partial<PolicySettings> {
  return {
    pageOn: pageOn[paging.on],
    minimumPageSeverity: severities[paging.minimumSeverity],
    minimumPageConfidence: paging.minimumConfidencePercent / 100,
    minimumPageForMs: paging.minimumSeconds * 1000,
    minimumPageWorkloads: paging.minimumWorkloads,
    maximumMissedShare: paging.maximumMissedPercent / 100,
    whileLearning: whileLearning[paging.whileLearning],
    rolloutGraceForMs: paging.rolloutGraceSeconds * 1000,
    pagesPerDay: paging.pagesPerDay,
    maintenance: paging.maintenance.map(maintenanceOf),
    mutes: paging.mute.map(({ workload = null, cause = null, untilTime, reason }) => {
      return { workload, cause, untilAtMs: untilTime === undefined ? null : Date.parse(untilTime), reason };
    }),
    hours: paging.hours.map((hours) => ({ severity: severities[hours.severity], window: weeklyOf(hours) })),
  };
}

type Maintenance = ResolvedSpec['paging']['maintenance'][number];

/** The resource's own rule sees to it that one of the two is given in whole. */
function maintenanceOf({ startTime, endTime, from = '00:00', to = '00:00', reason, ...window }: Maintenance): MaintenanceWindow {
  if (startTime !== undefined && endTime !== undefined) return { fromAtMs: Date.parse(startTime), toAtMs: Date.parse(endTime), reason };
  return { ...weeklyOf({ ...window, from, to }), reason };
}

function weeklyOf({ days = [], from, to, timeZone = 'UTC' }: Partial<WeeklyWindow> & Pick<WeeklyWindow, 'from' | 'to'>): WeeklyWindow {
  return { days, from, to, timeZone };
}

function quietTarget(detector: string): NotifyTarget {
  const nobody = { channel: null, receiver: null, escalation: null, rollouts: [], isShadow: false };
  return { detector, namespace: namespaceOf(detector), ...nobody, settings: defaultPolicy };
}
