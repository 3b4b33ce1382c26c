/** From a group of failing entities to what is told about it: cause, cascade, title, severity. Pure; `incidents.ts` keeps the result. */
import type { StandingCause } from '../diagnosis/standing.ts';
import type { CauseKind, Coverage, Evidence, Incident, WorkloadId } from '../domain.ts';
import type { Inventory } from '../evidence/inventory.ts';
import type { Surge } from '../evidence/surge.ts';
import type { Attribution } from './changes/attribution.ts';
import { withChange } from './changes/told.ts';
import { findCascade } from './cascade.ts';
import type { Candidate, CauseInput } from './candidate.ts';
import type { Companions } from './companions.ts';
import type { Besides } from './group.ts';
import { causesOf, isHard, rankCandidates } from './cause.ts';
import { affectedOf, anomaliesOf, burningOf, confidenceOf, severityOf, timelineOf, titleOf, titleOfStorm } from './describe.ts';
import { forecast } from './forecast.ts';
import type { Graph } from './graph.ts';
import type { IncidentRecord } from './lifecycle.ts';
import { withNames } from './named.ts';
import type { Programs } from './programs.ts';
import { withPrograms } from './programs.ts';
import { ruledOutOf } from './reasons.ts';
import { proposalsOf } from './remedy.ts';
import type { EntityId } from '../evidence/ledger.ts';
import { cascadeOfStorm, explainsStorm } from './storm.ts';
import { suspectsOf } from './trouble-diagnosis.ts';
import type { Failing } from './trouble.ts';

export interface JudgeContext {
  readonly nowMs: number;
  readonly watchingSinceMs: number;
  readonly companions: Companions;
  readonly graph: Graph;
  readonly inventory: Inventory;
  readonly changes: readonly Evidence[];
  readonly surges: readonly Surge[];
  readonly coverage: (workload: WorkloadId) => Coverage;
  readonly learning: string | null;
  /** Causes that have a name. */
  readonly standing: readonly StandingCause[];
  readonly attribution: Attribution;
  readonly programs: Pick<Programs, 'of'>;
  readonly crossed: NonNullable<CauseInput['crossed']>;
  /** How workloads are called in titles. */
  readonly naming: (entity: EntityId) => string;
}

export type Verdict = Omit<
  Incident,
  'id' | 'fingerprint' | 'state' | 'openedAtMs' | 'detectedAtMs' | 'updatedAtMs' | 'resolvedAtMs' | 'preexisting'
> & {
  readonly root: IncidentRecord['root'];
};

export interface Case {
  readonly members: readonly Failing[];
  readonly onsetAtMs: number;
  readonly preexisting: boolean;
  /** What was told as the cause so far. */
  readonly told: IncidentRecord['root'];
  readonly isStorm?: boolean | undefined;
  readonly besides?: Besides | undefined;
}

/** A new first must be better by this much, lest the story change with every line. */
const stickiness = 0.05;
/** What shows no hard fact must be better by so much than what was told because of one: its facts age while victims grow in number. */
const stickinessOfFacts = 0.35;

export function judge(one: Case, context: JudgeContext): Verdict {
  const { members, onsetAtMs, preexisting, told, besides } = one;
  const { graph } = context;
  const suspects = suspectsOf(members, context.standing, context).filter(({ entity }) => entity !== besides?.root);
  const surges = context.surges.filter(({ workload }) => workload !== besides?.root);
  const input = {
    members,
    suspects,
    told,
    changes: context.changes,
    surges,
    graph,
    inventory: context.inventory,
    crossed: context.crossed,
  };
  const { candidates, isUnconnected } = ranked(one, input);
  const causes = withPrograms(withNames(causesOf(candidates, input, { onsetAtMs, told }), context.standing), members, context.programs);
  const best = causes.length === 0 ? null : (candidates[0] ?? null);
  const words = isUnconnected ? wordsOfStorm(one, context) : wordsOf(best, one, context);
  const root = rootOf(best);
  const affected = affectedOf(root?.entity ?? null, members, graph);
  const burning = burningOf(members, context.nowMs);
  const verdict = {
    root,
    ...words,
    severity: severityOf(members, words.cascade, preexisting, graph),
    causes,
    ruledOut: best === null ? [] : ruledOutOf(candidates, input, onsetAtMs),
    affected,
    ...(preexisting
      ? nothingAhead
      : { atRisk: forecast({ root: root?.entity ?? null, members, ...context }), proposals: proposalsOf({ ...input, causes }) }),
    ...(burning.length > 0 ? { burning } : {}),
    timeline: timelineOf(members, context.changes, onsetAtMs),
    anomalies: anomaliesOf(members),
    coverage: sumOf(affected.map(({ workload }) => context.coverage(workload))),
    confidence: confidenceOf(causes, members, context.learning),
    learning: context.learning,
  };
  return withChange(verdict, context.attribution, onsetAtMs);
}

/** What was so before anybody watched is known to whoever lives with it. */
const nothingAhead = { atRisk: [], proposals: [] } as const;

type Words = Pick<Verdict, 'title' | 'cascade'>;

function wordsOf(best: Candidate | null, { members, preexisting }: Case, { graph, naming }: JudgeContext): Words {
  return { title: titleOf(rootOf(best), members, preexisting, naming), cascade: findCascade(best, members, graph) };
}

function rootOf(best: Candidate | null): IncidentRecord['root'] {
  return best === null ? null : { entity: best.entity, kind: best.kind };
}

function wordsOfStorm({ members, preexisting }: Case, { naming }: JudgeContext): Words {
  return { title: titleOfStorm(members, preexisting, naming), cascade: cascadeOfStorm(members) };
}

/** Nobody in a storm is blamed for it who is one of many. */
function ranked(
  { members, told, isStorm }: Case,
  input: CauseInput,
): { readonly candidates: readonly Candidate[]; readonly isUnconnected: boolean } {
  const candidates = keepTold(rankCandidates(input), told);
  const isUnconnected = isStorm === true && !explainsStorm(candidates[0], members);
  return { candidates: isUnconnected ? [] : candidates, isUnconnected };
}

function keepTold(candidates: readonly Candidate[], told: IncidentRecord['root']): readonly Candidate[] {
  const [best, same] = [candidates[0], candidates.find(({ entity }) => entity === told?.entity)];
  if (best === undefined || same === undefined || told === null) return candidates;
  // Facts age sooner than what they do: a bad rollout that goes on being slow is a bad rollout still.
  const known = isSoft(same) && !soft.has(told.kind) ? { ...same, kind: told.kind } : same;
  const margin = showsFact(known) && !showsFact(best) ? stickinessOfFacts : stickiness;
  const isDisplaced = best !== same && best.score > same.score + margin;
  const others = candidates.filter((candidate) => candidate !== same);
  return isDisplaced ? candidates : [known, ...others];
}

/** Kinds that say what shows, and not why. */
const soft: ReadonlySet<CauseKind> = new Set(['errors', 'slowness', 'silence', 'dependency', 'unknown']);

/** So are pods that are not ready by themselves: whatever fails in them, or a rollback, makes them so. */
function isSoft({ kind, failing }: Candidate): boolean {
  return soft.has(kind) || (kind === 'probe-failure' && failing !== null && failing.inside < ownFrom);
}

/** From here on it fails by itself rather than because of somebody else. */
const ownFrom = 0.4;

function showsFact({ failing, change, surge }: Candidate): boolean {
  const isOwn = failing !== null && failing.inside >= ownFrom;
  return surge !== undefined || (failing !== null && isHard(failing)) || (isOwn && change !== null);
}

function sumOf(coverages: readonly Coverage[]): Coverage {
  const droppedBy: Record<string, number> = {};
  for (const coverage of coverages) {
    for (const [reason, lines] of Object.entries(coverage.droppedBy)) {
      const known = droppedBy[reason] ?? 0;
      // Unknown stays unknown whatever is added to it.
      droppedBy[reason] = known < 0 || lines < 0 ? -1 : known + lines;
    }
  }
  return {
    linesSeen: coverages.reduce((sum, { linesSeen }) => sum + linesSeen, 0),
    linesDropped: coverages.reduce((sum, { linesDropped }) => sum + linesDropped, 0),
    droppedBy,
  };
}
