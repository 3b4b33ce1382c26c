/** What a LogDetector wishes, in the terms of the engine: the operator judges by it, and the command line tries it on a recording. */
import type { ResolvedSpec } from './spec.ts';

/** The resource writes its enumerations as Kubernetes does. */
const severities = { Info: 'info', Warning: 'warning', Error: 'error', Critical: 'critical' } as const;
const sensitivities = { Low: 'low', Medium: 'medium', High: 'high' } as const;

const counts = { Requests: 'requests', Lines: 'lines', Metrics: 'metrics' } as const;

/** Options of the engine but for redaction, of which the administrator has a say. */
export function engineSettingsOf({ sensitivity, patterns, thresholds, slo }: ResolvedSpec) {
  return {
    sensitivity: sensitivities[sensitivity],
    ignore: patterns.ignore,
    alwaysReport: patterns.alwaysReport,
    objective: slo && {
      workloads: slo.workloads,
      target: Number((Number(slo.objective) / 100).toFixed(6)),
      windowForMs: slo.windowDays * 86_400_000,
      count: counts[slo.count],
      metrics: slo.metrics && { total: { attributes: {}, ...slo.metrics.total }, bad: { attributes: {}, ...slo.metrics.bad } },
    },
    thresholds: {
      spikeFactor: thresholds.spikeFactor,
      zScore: thresholds.zScore,
      minimumLines: thresholds.minimumLines,
      silenceForMs: thresholds.silenceSeconds * 1000,
      resolveAfterMs: thresholds.resolveSeconds * 1000,
      learningForMs: thresholds.learningSeconds * 1000,
    },
  };
}

const pageOn = { Cascade: 'cascade', Critical: 'critical', Never: 'never' } as const;
const whileLearning = { Facts: 'facts', Always: 'always', Never: 'never' } as const;

/** What its wishes mean to the gates of `engine/policy`; channel and receiver are for whoever knows what the administrator allows. */
export function policyOf({ paging, notify }: ResolvedSpec) {
  return {
    minimumPostSeverity: severities[notify.minimumSeverity],
    pageOn: pageOn[paging.when],
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

interface Weekly {
  readonly days?: readonly ('Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun')[];
  readonly from: string;
  readonly to: string;
  readonly timeZone?: string;
}

/** The resource's own rule sees to it that one of the two is given in whole. */
function maintenanceOf({ startTime, endTime, from = '00:00', to = '00:00', reason, ...window }: Maintenance) {
  if (startTime !== undefined && endTime !== undefined) return { fromAtMs: Date.parse(startTime), toAtMs: Date.parse(endTime), reason };
  return { ...weeklyOf({ ...window, from, to }), reason };
}

function weeklyOf({ days = [], from, to, timeZone = 'UTC' }: Weekly) {
  return { days, from, to, timeZone };
}
