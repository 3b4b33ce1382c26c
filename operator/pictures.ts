/** What the dashboard draws: patterns over time, who calls whom, what is set. */
import { displayName, parseWorkloadId, type Engine, type Incident, type WorkloadId } from '../engine/index.ts';
import type { HistoryQuery, PatternHistory, Settings, Topology } from '../api/contract.ts';
import type { Configuration } from '../api/configuration.ts';
import type { LogDetector } from '../api/resource.ts';
import { detectorKey, isClusterKey } from './detector-key.ts';
import type { Leading } from './leading.ts';

const idsAtMost = 200;

/** By its name, and of a ClusterLogDetector, which reads many namespaces, by `namespace/name`. */
export function shownName(detector: string, workload: WorkloadId): string {
  return isClusterKey(detector) ? `${parseWorkloadId(workload).namespace}/${displayName(workload)}` : displayName(workload);
}

/** By its id, as it is shown, or by its name alone. */
function namesOf(detector: string, workload: WorkloadId): readonly string[] {
  return [workload, shownName(detector, workload), displayName(workload)];
}

/** A workload is called by its name; where several kinds share one, their lines are counted together. */
export function historyOf(leading: Leading, query: HistoryQuery, nowMs: number): PatternHistory {
  const { detector, workload, forSeconds, steps } = query;
  const stepMs = Math.ceil((forSeconds * 1000) / steps);
  // Stretches begin at whole multiples, so that the same line does not wander from one into the next at every look.
  const toMs = Math.ceil(nowMs / stepMs) * stepMs;
  const fromMs = toMs - stepMs * steps;
  const engine = leading.supervisor.get(detector)?.engine;
  const wanted = { ids: new Set(query.ids.split(',').slice(0, idsAtMost)), fromMs, stepMs, steps };
  const known = engine?.workloads().filter((one) => namesOf(detector, one.workload).includes(workload)) ?? [];
  const summed = new Map<string, Series>();
  for (const one of known.flatMap(({ workload: id }) => engine?.history(id, wanted) ?? [])) {
    const before = summed.get(one.id);
    summed.set(one.id, before === undefined ? { ...one, counts: [...one.counts] } : together(before, one));
  }
  return { fromAtMs: fromMs, stepMs, series: [...summed.values()] };
}

type Series = PatternHistory['series'][number];

function together(a: Series, b: { readonly counts: readonly number[]; readonly usual: number | null }): Series {
  const usual = a.usual === null || b.usual === null ? null : a.usual + b.usual;
  return { id: a.id, counts: a.counts.map((count, step) => count + (b.counts[step] ?? 0)), usual };
}

/** More cannot be read as a picture. */
const edgesAtMost = 500;
const workloadsAtMost = 300;

export function topologyOf(leading: Leading, detectors: readonly LogDetector[]): Topology {
  return {
    detectors: detectors.flatMap((detector) => {
      const engine = leading.supervisor.get(detectorKey(detector))?.engine;
      return engine ? [pictureOf(detectorKey(detector), engine)] : [];
    }),
  };
}

export function settingsOf(detectors: readonly LogDetector[]): Settings['detectors'] {
  return detectors.map((detector) => ({ detector: detectorKey(detector), spec: detector.spec }));
}

/** The administrator's configuration for the eyes of operators: neither addresses, which may hold a key, nor where the keys lie. */
export function shownOf(configuration: Configuration): object {
  const { slack, receivers, links, logViewer, summaries, inlets, redaction, limits, tenancy, dashboard, heartbeat } = configuration;
  return {
    slack,
    receivers: receivers.map(({ name, type, namespaces }) => ({ name, type, namespaces })),
    heartbeat: heartbeat === undefined ? 'none' : 'sent',
    links,
    logViewer: logViewer ?? 'none',
    summaries: summaries === undefined ? 'none' : { model: summaries.model, namespaces: summaries.namespaces, perDay: summaries.perDay },
    inlets: inlets.map(({ name, namespaces }) => ({ name, namespaces })),
    redaction,
    limits,
    tenancy,
    dashboard: { ...dashboard, oidc: dashboard.oidc && { issuer: dashboard.oidc.issuer, clientId: dashboard.oidc.clientId } },
  };
}

type Picture = Topology['detectors'][number];

function pictureOf(detector: string, engine: Engine): Picture {
  const states = statesOf(engine.incidents());
  const edges = engine.dependencies();
  const shown = edges.slice(0, edgesAtMost);
  const ids = new Set([
    ...engine.workloads().map(({ workload }) => workload),
    ...states.keys(),
    ...shown.flatMap(({ from, to }) => [from, to]),
  ]);
  const workloads = [...ids].toSorted().slice(0, workloadsAtMost);
  const drawn = new Set(workloads);
  const between = shown.filter(({ from, to }) => drawn.has(from) && drawn.has(to));
  return {
    detector,
    workloads: workloads.map((workload) => ({ workload, name: shownName(detector, workload), state: states.get(workload) ?? 'well' })),
    edges: between.map(({ from, to, known, source }) => ({ from, to, known, source })),
    edgesLeftOut: edges.length - between.length,
  };
}

/** What is worse is said last and stands. */
function statesOf(incidents: readonly Incident[]): ReadonlyMap<WorkloadId, Picture['workloads'][number]['state']> {
  const states = new Map<WorkloadId, Picture['workloads'][number]['state']>();
  for (const { atRisk } of incidents) for (const { workload } of atRisk) states.set(workload, 'at-risk');
  for (const { affected } of incidents) for (const { workload } of affected) states.set(workload, 'affected');
  for (const { causes } of incidents) if (causes[0]?.workload) states.set(causes[0].workload, 'cause');
  return states;
}
