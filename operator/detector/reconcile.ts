/**
 * One visit to a LogDetector: read the world, bring the readers and models to what is wished, write the status once. Level-based:
 * nothing here depends on which event caused the visit.
 */
import {
  engineSettingsOf,
  defaults,
  soundParts,
  validate,
  isOfCluster,
  type ClusterLogDetectorStatus,
  type LogDetector,
  type ResolvedSpec,
} from '../../api/resource.ts';
import { sumCoverage, workloadId, type Coverage, type EngineOptions } from '../../engine/index.ts';
import { detectorKey } from '../detector-key.ts';
import { OperatorError } from '../errors.ts';
import type { Pipeline, Supervisor } from '../pipeline/supervisor.ts';
import type { Telemetry } from '../telemetry.ts';
import { createFollower, type Follower, type FollowWorld } from './follow.ts';
import { changeOf, createPace } from './pace.ts';
import { redactionLimits, resolveRedaction, type RedactionFloor } from './redaction.ts';
import { describeNamespaces, look, type Sight } from './sight.ts';
import { composeStatus, type DetectorFacts, type Judgement, type ModelFacts } from './status.ts';

/** What the reconcile needs of the rest of the operator; `app.ts` fills it. */
export interface ReconcileWorld extends FollowWorld {
  readonly supervisor: Supervisor;
  readonly models: ModelKeeper;
  /** Whether the channel and receiver are allowed, known and reachable. */
  slack(detector: string, channel: string | null): Judgement<'SlackReady'>;
  /** What it would have said, were it not in shadow mode. */
  shadow(detector: string): { readonly posts: number; readonly pages: number };
  /** What new revisions of its workloads write. */
  revisions(detector: string): Judgement<'RolloutClean'>;
  paging(detector: string, paging: ResolvedSpec['paging'], told: readonly string[]): Judgement<'PagingReady'>;
  /** Whether somebody may push lines of the namespace. */
  isPushable(namespace: string): boolean;
  /** Null, or why the detector is not served: there are more than the configuration allows. */
  refusal(key: string): string | null;
  /** Detectors that cannot take the lines that are pushed to them now, with their namespaces. */
  readonly blocked: Map<string, ReadonlySet<string>>;
  /** The detector does no work, because of this; whoever waits for a retraining or rollback is told. */
  onIdle(detector: string, sentence: string): Promise<void>;
  /** What is redacted at the least. */
  redaction(): RedactionFloor;
  /** Everything the notifier must know to post and page for this detector; null when it is gone. */
  setTarget(detector: string, spec: ResolvedSpec | null): void;
  writeStatus(detector: LogDetector, status: ClusterLogDetectorStatus): Promise<void>;
  readonly telemetry: Telemetry;
}

/** Trains, pins and serves models as the resource wishes. */
export interface ModelKeeper {
  reconcile(detector: string, wish: ModelWish, pipeline: Pipeline): Promise<ModelFacts>;
  remove(detector: string): void;
}

export interface ModelWish {
  readonly retrainSchedule: string | null;
  readonly pinnedVersion: number | null;
  readonly retrainRequestTime: string | null;
  /** The wish that was fulfilled last, out of the status. */
  readonly doneRequestTime: string | null;
  readonly lastRetrainAtMs: number | null;
  /** How long a new version is tried at most; 0: not at all. */
  readonly canaryForMs: number;
}

/** Learning, coverage and models move without any event, so each detector is visited again after this. */
const visitEveryMs = 5_000;
/** Where a visit found nothing else than the one before, and every log has its stream: what is wished, and pods, are told of at once anyway. */
const visitQuietEveryMs = 10_000;
/** One that is not served waits for a neighbour to go, which is no hurry, and there may be very many. */
const visitRefusedEveryMs = 30_000;

export interface Reconciler {
  reconcile(key: string): Promise<{ readonly requeueInMs: number } | undefined>;
  /** Pods that the detector may read have changed: they are followed at once, and all else waits for the next visit. */
  follow(key: string): void;
}

export function createReconciler(world: ReconcileWorld): Reconciler {
  const pace = createPace();
  const follower = createFollower(world);

  return {
    follow: (key) => follower.again(key),
    async reconcile(key) {
      const detector = world.detector(key);
      if (!detector) {
        await world.supervisor.remove(key);
        world.models.remove(key);
        follower.forget(key);
        world.shares.release(key);
        world.blocked.delete(key);
        world.setTarget(key, null);
        pace.forget(key);
        return undefined;
      }
      const nowMs = world.now();
      const facts = await visit({ ...world, follower }, key, detector);
      const requeueInMs = facts.refused === null ? visitEveryMs : visitRefusedEveryMs;
      const status = composeStatus(facts, detector.status, nowMs);
      const change = changeOf(status, detector.status);
      if (change === null) return { requeueInMs: isQuiet(facts) ? visitQuietEveryMs : requeueInMs };
      const waitMs = pace.waitMs(key, change, nowMs);
      if (waitMs > 0) return { requeueInMs: Math.min(waitMs, requeueInMs) };
      pace.written(key, change, nowMs);
      await world.writeStatus(detector, status);
      world.telemetry.emit('StatusWritten', { detector: key });
      return { requeueInMs };
    },
  };
}

function isQuiet({ refused, streamLimit, streamProblems, saveProblem }: DetectorFacts): boolean {
  return refused === null && streamLimit === null && streamProblems.length === 0 && saveProblem === null;
}

interface VisitWorld extends ReconcileWorld {
  readonly follower: Follower;
}

/** Brings readers and models to what is wished, and returns what is known afterwards. */
async function visit(world: VisitWorld, key: string, detector: LogDetector): Promise<DetectorFacts> {
  // The status is our own; one that a later release wrote is no fault of the owner.
  const { status: _, ...wished } = detector;
  const invalid = validate(wished);
  const spec = defaults(invalid.length > 0 ? soundParts(detector.spec) : detector.spec);
  const rest = emptyFacts(detector, spec, invalid, world);
  const refused = world.refusal(key);
  if (invalid.length > 0 || spec.paused || refused !== null) {
    await world.supervisor.pause(key);
    world.shares.release(key);
    world.follower.rest(key);
    world.blocked.delete(key);
    await world.onIdle(key, idleSentence(key, invalid, refused)).catch(orStoreProblem);
    return { ...rest, refused };
  }
  world.setTarget(key, spec);
  return await work(world, detector, spec, rest);
}

async function work(world: VisitWorld, detector: LogDetector, spec: ResolvedSpec, rest: DetectorFacts): Promise<DetectorFacts> {
  const key = detectorKey(detector);
  const sight = look(world, detector, spec);
  const settings = { engine: engineOptions(key, spec, world.redaction()), namespaces: sight.reach };
  const pipeline = await world.supervisor.ensure(key, settings).catch(orStoreProblem);
  const isBlocked = typeof pipeline === 'string';
  if (isBlocked && spec.source === 'Otlp') world.blocked.set(key, new Set(sight.reach.keys()));
  else world.blocked.delete(key);
  if (isBlocked) return { ...rest, saveProblem: pipeline };
  const { limits, pods, targets } = sight;
  const share = world.follower.visit({ key, detector, spec, pipeline }, sight);
  const model = await world.models.reconcile(key, modelWish(detector, spec), pipeline).catch(withoutStore(rest.model));
  const streams = pipeline.streams();
  const known = pipeline.engine.workloads();
  return {
    ...rest,
    workloads: new Set(targets.map(({ workload }) => workloadId(workload))).size,
    containers: targets.filter((target) => !target.previous).length,
    patterns: known.reduce((sum, workload) => sum + workload.patterns, 0),
    openStreams: streams.open,
    lagMs: streams.lagMs,
    streamLimit: share?.problem ?? null,
    streamProblems: pods ? streams.problems : [sight.unlisted],
    namespaces: isOfCluster(detector) && pods ? describeNamespaces(sight) : null,
    limits: [...limits, ...redactionLimits(spec.redaction, world.redaction())],
    saveProblem: pipeline.saveProblem(),
    learning: pipeline.engine.learning(),
    coverage: sumCoverage([...known.map((workload) => workload.coverage), unknownOf(pipeline)]),
    pushed: pushedOf(world, spec, pipeline, sight),
    findings: pipeline.engine.diagnose().findings,
    model,
  };
}

function pushedOf(world: ReconcileWorld, spec: ResolvedSpec, { intake }: Pipeline, { reach }: Sight): DetectorFacts['pushed'] {
  if (spec.source !== 'Otlp') return null;
  const isPushable = [...reach.keys()].some((namespace) => world.isPushable(namespace));
  return { ...intake.account(), isPushable, nowMs: world.now() };
}

/** Lines of pods that nobody knows are lost, and belong to no workload. */
function unknownOf({ intake }: Pipeline): Coverage {
  const { unknown } = intake.account();
  return { linesSeen: 0, linesDropped: unknown, droppedBy: unknown === 0 ? {} : { 'unknown-pod': unknown } };
}

function idleSentence(key: string, invalid: readonly string[], refused: string | null): string {
  const why = invalid.length > 0 ? 'is not valid' : refused === null ? 'is paused (spec.paused)' : 'is above a limit';
  return `${key} ${why}, so this is not done now; what the resource then still wishes is done when it goes on.`;
}

function engineOptions(detector: string, spec: ResolvedSpec, floor: RedactionFloor): EngineOptions {
  return { detector, ...engineSettingsOf(spec), redaction: resolveRedaction(spec.redaction, floor) };
}

function modelWish(detector: LogDetector, spec: ResolvedSpec): ModelWish {
  const { status } = detector;
  const { canaryMinutes, ...model } = spec.model;
  return {
    ...model,
    canaryForMs: canaryMinutes * 60_000,
    doneRequestTime: status?.lastRetrainRequestTime ?? null,
    lastRetrainAtMs: status?.lastRetrainTime ? Date.parse(status.lastRetrainTime) : null,
  };
}

/** What the store cannot give back keeps the detector from reading; the status must say so, or the old one would stand there as if all were well. */
function orStoreProblem(error: unknown): string {
  if (error instanceof OperatorError && ['StoreUnavailable', 'StoreCorrupt', 'StoreNewer'].includes(error.code)) return error.message;
  throw error;
}

/** While the store is away models stay as they are, and the rest of the status can still be told. */
function withoutStore(known: ModelFacts): (error: unknown) => ModelFacts {
  return (error) => {
    if (!(error instanceof OperatorError) || error.code !== 'StoreUnavailable') throw error;
    return { ...known, problem: { type: 'ModelReady', reason: 'StoreUnavailable', message: error.message } };
  };
}

function emptyFacts(detector: LogDetector, spec: ResolvedSpec, invalid: readonly string[], world: ReconcileWorld): DetectorFacts {
  const key = detectorKey(detector);
  const { status } = detector;
  return {
    generation: Number(detector.metadata['generation'] ?? 0),
    paused: spec.paused,
    invalid,
    refused: null,
    workloads: 0,
    containers: 0,
    patterns: status?.patterns ?? 0,
    openStreams: 0,
    streamLimit: null,
    streamProblems: [],
    namespaces: null,
    limits: [],
    saveProblem: null,
    learning: null,
    coverage: { linesSeen: 0, linesDropped: 0, droppedBy: {} },
    findings: [],
    pushed: null,
    model: modelBefore(detector.status, spec.model.pinnedVersion !== null),
    slack: world.slack(key, spec.notify.channel),
    shadow: spec.mode === 'Shadow' ? world.shadow(key) : null,
    revisions: world.revisions(key),
    paging: world.paging(key, spec.paging, spec.notify.receivers),
  };
}

/** As it stands in the status, until the models have been looked at. */
function modelBefore(status: ClusterLogDetectorStatus | undefined, pinned: boolean): ModelFacts {
  return {
    serving: status?.servingModelVersion ?? 0,
    latest: status?.latestModelVersion ?? 0,
    pinned,
    problem: null,
    canary: status?.canaryModelVersion ?? null,
    trial: null,
    drift: null,
    lastRetrainAtMs: status?.lastRetrainTime ? Date.parse(status.lastRetrainTime) : null,
    lastRetrainRequestTime: status?.lastRetrainRequestTime ?? null,
  };
}
