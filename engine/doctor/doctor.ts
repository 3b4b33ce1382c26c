/**
 * Says what is wrong with the logs themselves, or with how they are read: what would make every other verdict worse. Each workload is looked at every
 * five minutes, never all at once; when all is well nothing is said. Facts in, findings out: what to do about them is somebody else's.
 */
import type { WorkloadId } from '../domain.ts';
import { hash64 } from '../math.ts';
import type { Drift } from '../model/drift.ts';
import type { TickContext } from '../tick-context.ts';
import type { Workload } from '../workload.ts';
import { findClockSkew } from './checks/clock-skew.ts';
import { findCoverageLow } from './checks/coverage-low.ts';
import { findDominantPattern, type Largest } from './checks/dominant-pattern.ts';
import { findEncodingBroken } from './checks/encoding-broken.ts';
import { findFormatChanged } from './checks/format-changed.ts';
import { findModelDrifted } from './checks/model-drifted.ts';
import { findObjectsForgotten, type Losses } from './checks/objects-forgotten.ts';
import { findPoorPatterns } from './checks/poor-patterns.ts';
import { findTemplateExplosion } from './checks/template-explosion.ts';
import { findVolumeHigh } from './checks/volume-high.ts';
import { createRecentCoverage, type CoverageMarks, type RecentCoverages } from './coverage.ts';
import { gatherFacts, type WorkloadFacts } from './facts.ts';
import { findingKinds, type Finding, type Symptom } from './finding.ts';
import { createSinces, type Since, type Sinces } from './since.ts';

export type { Losses } from './checks/objects-forgotten.ts';

export interface Diagnosis {
  /** By kind, the gravest first, then by workload. */
  readonly findings: readonly Finding[];
  readonly losses: Losses;
  /** Workloads that have been looked at. */
  readonly workloads: number;
  /** When the last of them was looked at; null before the first look. */
  readonly lookedAtMs: number | null;
}

export interface Doctor {
  /** Looks at the workloads whose turn it is, and now and then at how far they have drifted from the model. */
  look(nowMs: number, workloads: Iterable<Workload>, asked: Asked): void;
  diagnose(losses: Losses, nowMs: number): Diagnosis;
  forget(workload: WorkloadId): void;
  snapshot(): DoctorState;
  /** Takes what `snapshot` gave; anything else starts empty. */
  restore(state: unknown): void;
}

export interface DoctorState {
  readonly version: typeof stateVersion;
  readonly since: readonly Since[];
  readonly coverage: readonly (readonly [WorkloadId, CoverageMarks])[];
}

/** What is worked out only for a look. */
export interface Asked {
  readonly contextOf: (workload: Workload) => TickContext;
  readonly drift: () => Drift | null;
}

/** What a check finds in the facts of one workload; null where it finds nothing. */
type Check = (facts: WorkloadFacts) => Symptom | null;

const checks: readonly Check[] = [
  findCoverageLow,
  findEncodingBroken,
  findFormatChanged,
  findClockSkew,
  findVolumeHigh,
  findTemplateExplosion,
  findPoorPatterns,
];

const stateVersion = 1;
const lookEveryMs = 300_000;
/** Of the whole detector. */
const everywhere = '';

/** The last look at one workload. */
interface Chart {
  /** Each has its own second, so that hundreds are not looked at in the same tick. */
  readonly phaseMs: number;
  /** When it was looked at, or begun to be waited for. */
  readonly sinceAtMs: number;
  /** Null before the first look. */
  readonly lookedAtMs: number | null;
  readonly findings: readonly Finding[];
  readonly largest: Largest | null;
}

export function createDoctor(): Doctor {
  const charts = new Map<WorkloadId, Chart>();
  const sinces = createSinces();
  const coverage = createRecentCoverage();
  let drifted: { readonly atMs: number; readonly symptom: Symptom | null } | null = null;
  return {
    look(nowMs, workloads, { contextOf, drift }) {
      for (const workload of workloads) {
        const chart = charts.get(workload.id);
        // After a restart all are new at once: each waits for its turn.
        if (chart === undefined) charts.set(workload.id, waiting(workload.id, nowMs));
        else if (isTurn(chart, nowMs)) charts.set(workload.id, lookAt(workload, contextOf(workload), { ...chart, sinces, coverage }));
      }
      drifted ??= { atMs: nowMs, symptom: null };
      if (Math.abs(nowMs - drifted.atMs) >= lookEveryMs) drifted = { atMs: nowMs, symptom: findModelDrifted(drift()) };
      sinces.drop(nowMs);
    },
    diagnose(losses, nowMs) {
      const found = [...charts.values()].flatMap(({ findings }) => findings);
      const looks = [...charts.values()].flatMap(({ lookedAtMs }) => lookedAtMs ?? []);
      return {
        findings: inOrder([...found, ...findInAll([...charts.values()], losses, { drifted: drifted?.symptom ?? null, sinces, nowMs })]),
        losses,
        workloads: looks.length,
        lookedAtMs: looks.length === 0 ? null : looks.reduce((latest, atMs) => Math.max(latest, atMs)),
      };
    },
    forget(workload) {
      charts.delete(workload);
      coverage.forget(workload);
    },
    snapshot: () => ({ version: stateVersion, since: sinces.list(), coverage: coverage.snapshot() }),
    restore(state) {
      charts.clear();
      drifted = null;
      const saved = isState(state) ? state : { since: [], coverage: [] };
      sinces.restore(saved.since);
      coverage.restore(saved.coverage);
    },
  };
}

/** All findings of one workload; of what suddenly does not cluster only the suddenness is told. */
export function examine(facts: WorkloadFacts): readonly Symptom[] {
  const symptoms = checks.map((check) => check(facts)).filter((symptom) => symptom !== null);
  const isSudden = symptoms.some(({ kind }) => kind === 'template-explosion');
  return symptoms.filter(({ kind }) => !(isSudden && kind === 'poor-patterns'));
}

function lookAt(
  workload: Workload,
  context: TickContext,
  { phaseMs, sinces, coverage }: Pick<Chart, 'phaseMs'> & { readonly sinces: Sinces; readonly coverage: RecentCoverages },
): Chart {
  const { nowMs, served } = context;
  const facts = gatherFacts(workload, {
    nowMs,
    served,
    isLearning: workload.learning(context) !== null,
    replicas: Math.max(1, workload.replicas(context)),
    coverage: coverage.of(workload, nowMs),
  });
  const findings = examine(facts).map((symptom) => ({
    ...symptom,
    workload: workload.id,
    sinceAtMs: symptom.sinceAtMs ?? sinces.confirm(workload.id, symptom.kind, nowMs),
  }));
  const [most] = facts.hour.toSorted((a, b) => b.count - a.count);
  const largest = most === undefined ? null : { workload: workload.id, records: facts.records, count: most.count, text: most.text };
  return { phaseMs, sinceAtMs: nowMs, lookedAtMs: nowMs, findings, largest };
}

/** What only all workloads together show. */
function findInAll(
  charts: readonly Chart[],
  losses: Losses,
  { drifted, sinces, nowMs }: { readonly drifted: Symptom | null; readonly sinces: Sinces; readonly nowMs: number },
): Finding[] {
  const dominant = findDominantPattern(charts.flatMap(({ largest }) => largest ?? []));
  const forgotten = findObjectsForgotten(losses);
  const found = [dominant, drifted && { ...drifted, workload: null }, forgotten && { ...forgotten, workload: null }].filter(
    (symptom) => symptom !== null,
  );
  return found.map((symptom) => ({ ...symptom, sinceAtMs: sinces.confirm(symptom.workload ?? everywhere, symptom.kind, nowMs) }));
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) => findingKinds.indexOf(a.kind) - findingKinds.indexOf(b.kind) || ((a.workload ?? '') < (b.workload ?? '') ? -1 : 1),
  );
}

function waiting(workload: WorkloadId, nowMs: number): Chart {
  const phaseMs = Number.parseInt(hash64(workload).slice(0, 8), 16) % lookEveryMs;
  return { phaseMs, sinceAtMs: nowMs, lookedAtMs: null, findings: [], largest: null };
}

function isTurn({ phaseMs, sinceAtMs: lookedAtMs }: Chart, nowMs: number): boolean {
  if (nowMs < lookedAtMs) return true;
  const turn = (atMs: number): number => Math.floor((atMs + phaseMs) / lookEveryMs);
  return turn(nowMs) > turn(lookedAtMs);
}

function isState(state: unknown): state is DoctorState {
  return typeof state === 'object' && state !== null && 'version' in state && state.version === stateVersion;
}
