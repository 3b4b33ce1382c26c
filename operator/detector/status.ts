/** The status of a LogDetector out of what is known of it: one small judgement a condition, and `Ready` as their sum. Pure. */
import {
  conditionReasons,
  type ConditionReason,
  type ConditionType,
  type LogDetectorCondition,
  type LogDetectorStatus,
  type ClusterLogDetectorStatus,
} from '../../api/resource.ts';
import { displayName, type Coverage, type Finding, type FindingKind } from '../../engine/index.ts';
import { counted } from './counted.ts';
import { inNamespaces, namespacesStatus, nothingToRead, type NamespacesFacts } from './namespaces.ts';
import { judgePushed, type PushedFacts } from './pushed.ts';

/** A judgement: the reason's place in its closed list decides the status (the first is good). */
export interface Judgement<T extends ConditionType = ConditionType> {
  readonly type: T;
  readonly reason: ConditionReason<T>;
  readonly message: string;
  /** Not yet known to be good or bad. */
  readonly unknown?: boolean;
  /** Does not keep the detector from being ready, such as a baseline that is still being learned. */
  readonly harmless?: boolean;
}

export interface DetectorFacts {
  readonly generation: number;
  readonly paused: boolean;
  /** Sentences of `validate`; empty when the resource is sound. */
  readonly invalid: readonly string[];
  /** Null, or why the detector is not served at all. */
  readonly refused: string | null;
  readonly workloads: number;
  readonly containers: number;
  readonly patterns: number;
  readonly openStreams: number;
  /** How far behind the reading is; absent where nothing is read. */
  readonly lagMs?: number | undefined;
  /** Null, or why some containers are not followed all the time. */
  readonly streamLimit: string | null;
  readonly streamProblems: readonly string[];
  /** What may not be watched, and what incidents lack by it; the reading goes on all the same. */
  readonly limits: readonly string[];
  /** Of a ClusterLogDetector that is read: those it selects, and how many of its pods are left to LogDetectors. */
  readonly namespaces: NamespacesFacts | null;
  readonly saveProblem: string | null;
  readonly learning: string | null;
  readonly coverage: Coverage;
  /** Of lines that are pushed; null: they are fetched. */
  readonly pushed: PushedFacts | null;
  /** The gravest first. */
  readonly findings: readonly Finding[];
  readonly model: ModelFacts;
  readonly slack: Judgement<'SlackReady'>;
  readonly paging: Judgement<'PagingReady'>;
  readonly revisions: Judgement<'RolloutClean'>;
  /** In shadow mode, what would have been said in the last seven days. Null: the mode is active. */
  readonly shadow: { readonly posts: number; readonly pages: number } | null;
}

export interface ModelFacts {
  readonly serving: number;
  readonly latest: number;
  readonly pinned: boolean;
  readonly problem: Judgement<'ModelReady'> | null;
  /** The version on trial. */
  readonly canary: number | null;
  /** Of a trial that goes on, or ended badly. */
  readonly trial: { readonly reason: 'CanaryRunning' | 'CanaryRolledBack'; readonly message: string } | null;
  /** Null, or what is written that the serving model does not know. */
  readonly drift: string | null;
  readonly lastRetrainAtMs: number | null;
  readonly lastRetrainRequestTime: string | null;
}

export function judge(facts: DetectorFacts): readonly Judgement[] {
  const parts: readonly Judgement[] = [
    judgeStreams(facts),
    judgeBaseline(facts),
    judgeModel(facts),
    judgeCurrent(facts),
    shaded(facts.slack, facts.shadow?.posts, 'nothing is posted', 'would have been posted'),
    shaded(facts.paging, facts.shadow?.pages, 'nobody is paged', 'would have paged'),
    judgeCoverage(facts),
    judgeLogs(facts),
    isIdle(facts) ? { type: 'RolloutClean', ...idle(facts) } : facts.revisions,
  ];
  return [judgeReady(facts, parts), ...parts];
}

/** Keeps `lastTransitionTime` of conditions whose status did not change. */
export function composeStatus(facts: DetectorFacts, before: LogDetectorStatus | undefined, nowMs: number): ClusterLogDetectorStatus {
  const conditions = judge(facts).map((judgement): LogDetectorCondition => {
    const status = judgement.unknown ? 'Unknown' : isGood(judgement) ? 'True' : 'False';
    const known = before?.conditions?.find((condition) => condition.type === judgement.type);
    return {
      type: judgement.type,
      status,
      observedGeneration: facts.generation,
      lastTransitionTime: known?.status === status ? known.lastTransitionTime : new Date(nowMs).toISOString(),
      reason: judgement.reason,
      message: judgement.message.slice(0, 2000),
    };
  });
  const { model } = facts;
  return {
    observedGeneration: facts.generation,
    conditions,
    workloads: facts.workloads,
    patterns: facts.patterns,
    servingModelVersion: model.serving,
    latestModelVersion: model.latest,
    ...namespacesStatus(facts.namespaces),
    ...(facts.shadow === null ? {} : { shadow: { posts: facts.shadow.posts, pages: facts.shadow.pages } }),
    ...(model.canary === null ? {} : { canaryModelVersion: model.canary }),
    ...(model.lastRetrainAtMs === null ? {} : { lastRetrainTime: new Date(model.lastRetrainAtMs).toISOString() }),
    ...(model.lastRetrainRequestTime === null ? {} : { lastRetrainRequestTime: model.lastRetrainRequestTime }),
  };
}

function judgeReady(facts: DetectorFacts, parts: readonly Judgement[]): Judgement {
  if (facts.invalid.length > 0) {
    return { type: 'Ready', reason: 'Invalid', message: `${facts.invalid.join('; ')}. Correct the resource; nothing is read until then.` };
  }
  if (facts.paused)
    return { type: 'Ready', reason: 'Paused', message: 'spec.paused is true: no log is read. Models and history are kept.' };
  // Ready carries the reason of the condition that is to blame, so that one printer column tells what to do.
  const blame = parts.find((part) => !isGood(part) && !part.harmless);
  if (blame)
    return { type: 'Ready', message: `${blame.type}: ${blame.message}`, reason: blame.reason, ...(blame.unknown ? { unknown: true } : {}) };
  const reading = `Reading ${counted(facts.containers, 'container')} of ${counted(facts.workloads, 'workload')}${inNamespaces(facts.namespaces)}.`;
  return { type: 'Ready', reason: 'AllReady', message: [reading, ...shadowLimit(facts), ...facts.limits].join(' ') };
}

function judgeStreams(facts: DetectorFacts): Judgement<'StreamsReady'> {
  const type = 'StreamsReady';
  if (isIdle(facts)) return { type, ...idle(facts) };
  if (facts.saveProblem) return { type, reason: 'StoreUnavailable', message: facts.saveProblem };
  const [problem] = facts.streamProblems;
  if (problem) {
    const more = facts.streamProblems.length > 1 ? ` (and ${facts.streamProblems.length - 1} more)` : '';
    return { type, reason: reasonOfStream(problem), message: `${problem}${more}` };
  }
  if (facts.streamLimit !== null) return { type, reason: 'LimitReached', message: facts.streamLimit };
  if (facts.containers === 0) return { type, ...nothingToRead(facts.namespaces) };
  if (facts.pushed !== null) return { type, ...judgePushed(facts.pushed) };
  return {
    type,
    reason: 'Streaming',
    message: `${counted(facts.openStreams, 'log stream')} ${facts.openStreams === 1 ? 'is' : 'are'} open.${lateness(facts)}`,
  };
}

/** In whole minutes: the status is to change slowly. Lines that are late are counted when they come; what a node rotates away meanwhile is lost. */
function lateness({ lagMs = 0 }: DetectorFacts): string {
  if (lagMs < worthTellingMs) return '';
  return ` Lines come about ${counted(Math.round(lagMs / 60_000), 'minute')} late: a backlog is being read, or the operator has too little processor time for so many lines.`;
}

const worthTellingMs = 60_000;

/** A stream reports a sentence of the Kubernetes client (`operator/kube/refusal.ts`), which names what is wrong. */
function reasonOfStream(problem: string): ConditionReason<'StreamsReady'> {
  if (problem.includes('is forbidden')) return 'LogsForbidden';
  if (problem.includes("does not accept the operator's credentials")) return 'CredentialsRefused';
  return problem.includes('cannot be reached') ? 'ApiUnreachable' : 'StreamsFailing';
}

function judgeBaseline(facts: DetectorFacts): Judgement<'BaselineReady'> {
  const type = 'BaselineReady';
  if (isIdle(facts)) return { type, ...idle(facts) };
  if (facts.coverage.linesSeen === 0) {
    return { type, reason: 'NoLinesYet', message: 'No line has been read yet.', unknown: true, harmless: true };
  }
  if (facts.learning) return { type, reason: 'Learning', message: facts.learning, harmless: true };
  return { type, reason: 'Learned', message: `The usual rate of ${counted(facts.patterns, 'pattern')} is known.` };
}

function judgeModel({ model }: DetectorFacts): Judgement<'ModelReady'> {
  const type = 'ModelReady';
  if (model.problem) return model.problem;
  if (model.serving === 0) {
    const message = 'The first model is made when the first baseline stands; until then only new and severe patterns count.';
    return { type, reason: 'NotTrainedYet', message, unknown: true, harmless: true };
  }
  if (model.pinned) {
    return { type, reason: 'Pinned', message: `Model ${model.serving} is pinned by spec.model.pinnedVersion.` };
  }
  if (model.trial) return { type, ...model.trial, harmless: true };
  return { type, reason: 'Serving', message: `Model ${model.serving} serves.` };
}

function judgeCurrent(facts: DetectorFacts): Judgement<'ModelCurrent'> {
  const type = 'ModelCurrent';
  const { serving, drift } = facts.model;
  if (isIdle(facts)) return { type, ...idle(facts) };
  if (serving === 0) return { type, reason: 'NotTrainedYet', message: 'There is no model yet.', unknown: true, harmless: true };
  if (drift !== null) return { type, reason: 'Drifted', message: drift, harmless: true };
  return { type, reason: 'Current', message: `What is written is what model ${serving} knows.` };
}

/** What would keep it from being heard is told in shadow mode, too, though it harms nobody yet. */
function shaded(
  judgement: Judgement<'SlackReady'> | Judgement<'PagingReady'>,
  incidents: number | undefined,
  mode: string,
  would: string,
): Judgement {
  if (incidents === undefined || judgement.reason === 'NotConfigured') return judgement;
  if (!isGood(judgement)) return { ...judgement, harmless: true };
  const message = `Shadow mode: ${mode}; ${counted(incidents, 'incident')} of the last seven days ${would}. ${judgement.message}`;
  return { type: judgement.type, reason: 'Shadow', message };
}

function shadowLimit({ shadow }: DetectorFacts): readonly string[] {
  return shadow === null ? [] : ['Shadow mode (spec.mode): incidents are recorded, nothing is posted and nobody paged.'];
}

function judgeCoverage(facts: DetectorFacts): Judgement<'CoverageComplete'> {
  const type = 'CoverageComplete';
  if (isIdle(facts)) return { type, ...idle(facts) };
  const { linesSeen, linesDropped, droppedBy } = facts.coverage;
  const gaps = Object.entries(droppedBy)
    .filter(([, lines]) => lines < 0)
    .map(([reason]) => reason);
  if (gaps.length > 0) {
    const message = `Lines are missing and cannot be counted: ${gaps.join(', ')}. Verdicts about that time may be wrong.`;
    return { type, reason: 'GapInStream', message, harmless: true };
  }
  if (linesDropped > 0) {
    const reasons = Object.entries(droppedBy).map(([reason, lines]) => `${reason} ${lines}`);
    return {
      type,
      reason: 'LinesDropped',
      message: `${counted(linesDropped, 'line')} ${linesDropped === 1 ? 'was' : 'were'} not read: ${reasons.join(', ')}.`,
      harmless: true,
    };
  }
  if (linesSeen === 0) return { type, reason: 'NoLinesYet', message: 'No line has been read yet.', unknown: true, harmless: true };
  return { type, reason: 'Complete', message: 'Every line that was offered has been read.' };
}

const findingReasons: Readonly<Record<FindingKind, ConditionReason<'LogsSound'>>> = {
  'coverage-low': 'CoverageLow',
  'encoding-broken': 'EncodingBroken',
  'format-changed': 'FormatChanged',
  'clock-skew': 'ClockSkewed',
  'volume-high': 'VolumeHigh',
  'template-explosion': 'TemplatesExploding',
  'poor-patterns': 'PoorPatterns',
  'dominant-pattern': 'OnePatternDominates',
  'model-drifted': 'ModelDrifted',
  'objects-forgotten': 'ObjectsForgotten',
};

/** Without figures: those move with every look, and the status is to change slowly. */
function judgeLogs(facts: DetectorFacts): Judgement<'LogsSound'> {
  const type = 'LogsSound';
  if (isIdle(facts)) return { type, ...idle(facts) };
  const [gravest] = facts.findings;
  if (gravest) {
    const { kind, workload, sinceAtMs, remedy } = gravest;
    const about = workload === null ? 'The detector' : displayName(workload);
    const more = facts.findings.length > 1 ? ` (and ${facts.findings.length - 1} more)` : '';
    const message = `${about}: ${kind} since ${new Date(sinceAtMs).toISOString()}${more}. ${remedy} logbot doctor shows the evidence.`;
    return { type, reason: findingReasons[kind], message, harmless: true };
  }
  if (facts.coverage.linesSeen === 0)
    return { type, reason: 'NoLinesYet', message: 'No line has been read yet.', unknown: true, harmless: true };
  return { type, reason: 'Sound', message: 'The logs are fit to be judged.' };
}

function isIdle({ paused, invalid, refused }: DetectorFacts): boolean {
  return paused || invalid.length > 0 || refused !== null;
}

function idle({ paused, invalid, refused }: DetectorFacts) {
  if (invalid.length > 0) return { reason: 'Paused', message: 'Nothing is read until the resource is valid.', harmless: true } as const;
  if (paused || refused === null) return { reason: 'Paused', message: 'Paused by spec.paused.', harmless: true } as const;
  return { reason: 'LimitReached', message: refused } as const;
}

/** Reasons beside the first of their list that are good news too. */
const alsoGood = new Set<string>(['Receiving', 'Pinned', 'CanaryRunning', 'NotConfigured', 'NoRollout', 'Shadow']);

function isGood(judgement: Judgement): boolean {
  return conditionReasons[judgement.type][0] === judgement.reason || alsoGood.has(judgement.reason);
}
