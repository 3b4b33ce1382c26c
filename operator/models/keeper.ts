/**
 * Makes, pins and serves models as the resource wishes: the first one when the first baseline stands, another when it is asked for
 * or its schedule says so, an older one when it is pinned. A training that is refused leaves the serving model where it is.
 */
import { Cron } from 'croner';
import type { Engine, Model } from '../../engine/index.ts';
import { OperatorError } from '../errors.ts';
import type { Telemetry } from '../telemetry.ts';
import type { ModelRecord, Registry } from './registry.ts';

export interface KeeperOptions {
  readonly registry: Registry;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  /** The outcome of a training or of another version beginning to serve, for threads and Events. */
  onOutcome(detector: string, outcome: Outcome): Promise<void>;
}

export type Outcome =
  | {
      readonly type: 'trained';
      readonly requestTime: string | null;
      readonly version: number;
      readonly serving: number;
      readonly sentence: string;
    }
  | { readonly type: 'refused'; readonly requestTime: string | null; readonly sentence: string }
  | { readonly type: 'served'; readonly from: number | null; readonly version: number; readonly sentence: string }
  /** The wished `version` cannot serve; told once for each wish. */
  | { readonly type: 'unserved'; readonly version: number; readonly sentence: string };

interface Wish {
  readonly retrainSchedule: string | null;
  readonly pinnedVersion: number | null;
  readonly retrainRequestTime: string | null;
  readonly doneRequestTime: string | null;
  readonly lastRetrainAtMs: number | null;
}

interface Facts {
  readonly serving: number;
  readonly latest: number;
  readonly pinned: boolean;
  readonly problem: {
    readonly type: 'ModelReady';
    readonly reason: 'TooLittleData' | 'VersionNotFound' | 'ModelCorrupt' | 'ModelNewer';
    readonly message: string;
    readonly harmless?: boolean;
  } | null;
  readonly lastRetrainAtMs: number | null;
  readonly lastRetrainRequestTime: string | null;
}

/** What has been done but may not yet stand in the status. */
interface Memory {
  doneRequestTime: string | null;
  lastRetrainAtMs: number | null;
  nextScheduledAtMs: number | null;
  schedule: string | null;
  problem: Facts['problem'];
  /** The version of which it was told that it cannot serve. */
  unserved: number | null;
}

/** What the keeper needs of an engine. */
export type Learner = Pick<Engine, 'train' | 'serve' | 'serving' | 'learning'>;

export interface Keeper {
  reconcile(detector: string, wish: Wish, pipeline: { readonly engine: Learner }): Promise<Facts>;
  remove(detector: string): void;
}

export function createKeeper(options: KeeperOptions): Keeper {
  const memories = new Map<string, Memory>();
  return {
    async reconcile(detector, wish, { engine }) {
      const memory = memories.get(detector) ?? rememberedBy(wish);
      memories.set(detector, memory);
      const visit: Visit = { ...options, detector, wish, engine, memory };
      await trainAsWished(visit);
      const latest = (await options.registry.list(detector)).at(-1)?.version ?? null;
      if (memory.problem?.reason !== 'TooLittleData') memory.problem = null;
      await serve(visit, wish.pinnedVersion ?? latest);
      return {
        serving: engine.serving() ?? 0,
        latest: latest ?? 0,
        pinned: wish.pinnedVersion !== null,
        problem: memory.problem,
        lastRetrainAtMs: memory.lastRetrainAtMs,
        lastRetrainRequestTime: memory.doneRequestTime,
      };
    },
    remove: (detector) => void memories.delete(detector),
  };
}

interface Visit extends KeeperOptions {
  readonly detector: string;
  readonly wish: Wish;
  readonly engine: Learner;
  readonly memory: Memory;
}

/** After a restart, what was done stands in the status. */
function rememberedBy({ doneRequestTime, lastRetrainAtMs }: Wish): Memory {
  return { doneRequestTime, lastRetrainAtMs, nextScheduledAtMs: null, schedule: null, problem: null, unserved: null };
}

async function trainAsWished(visit: Visit): Promise<void> {
  const { detector, wish, memory, registry } = visit;
  const known = await registry.list(detector);
  await answerUnheard(visit, known);
  const reason = reasonToTrain(visit, known);
  if (!reason) return;
  const version = await train(visit, reason, (known.at(-1)?.version ?? 0) + 1);
  if (version === null) {
    if (reason.requestTime) memory.doneRequestTime = reason.requestTime;
    return;
  }
  const record = (await registry.list(detector)).at(-1);
  const { requestTime } = reason;
  const serving = wish.pinnedVersion ?? version;
  const sentence = trainedSentence(record, wish.pinnedVersion);
  await visit.onOutcome(detector, { type: 'trained', requestTime, version, serving, sentence });
  // Not before it was answered: an answer that could not be kept is given again at the next visit.
  if (requestTime) memory.doneRequestTime = requestTime;
}

/** The wish was fulfilled, and the process ended before anybody heard of it. It is not fulfilled twice. */
async function answerUnheard({ wish, memory, ...visit }: Visit, known: readonly ModelRecord[]): Promise<void> {
  const { retrainRequestTime: requestTime, pinnedVersion } = wish;
  if (requestTime === null || requestTime === memory.doneRequestTime) return;
  const record = known.find(({ madeBy }) => madeBy === madeByRequest(requestTime));
  if (!record) return;
  const { version } = record;
  memory.lastRetrainAtMs = record.createdAtMs;
  const serving = pinnedVersion ?? known.at(-1)?.version ?? version;
  const sentence = trainedSentence(record, pinnedVersion);
  await visit.onOutcome(visit.detector, { type: 'trained', requestTime, version, serving, sentence });
  memory.doneRequestTime = requestTime;
}

/** Returns the version when it has been made. */
async function train(visit: Visit, { madeBy, requestTime }: Reason, version: number): Promise<number | null> {
  const { detector, engine, memory, telemetry } = visit;
  const nowMs = visit.now();
  const result = engine.train({ version, nowMs, madeBy });
  if (madeBy !== firstBaseline) memory.lastRetrainAtMs = nowMs;
  if (!result.ok) {
    // The first training is tried at every visit until there is enough to learn from; only a wish deserves an answer.
    if (madeBy === firstBaseline) return null;
    memory.problem = { type: 'ModelReady', reason: 'TooLittleData', message: result.reason, harmless: true };
    telemetry.emit('ModelRefused', { detector, code: 'TooLittleData', reason: result.reason });
    await visit.onOutcome(detector, { type: 'refused', requestTime, sentence: `No new model was made: ${result.reason}` });
    return null;
  }
  const inUse = [visit.wish.pinnedVersion, engine.serving()].filter((one) => one !== null);
  await visit.registry.add(result.model, inUse);
  memory.problem = null;
  telemetry.emit('ModelTrained', { detector, version, sampleSize: result.model.sampleSize });
  return version;
}

async function serve(visit: Visit, version: number | null): Promise<void> {
  const { detector, engine, memory } = visit;
  const before = engine.serving();
  if (version === null || before === version) return void (memory.unserved = null);
  const model = await loadGood(visit, version);
  if (model?.version !== version) await tellUnserved(visit, version, model?.version ?? before);
  if (!model || before === model.version) return;
  engine.serve(model);
  visit.telemetry.emit('ModelServed', { detector, version: model.version });
  await visit.onOutcome(detector, { type: 'served', from: before, version: model.version, sentence: `Model ${model.version} serves.` });
}

/** Whoever asked for the version must hear that it does not serve. */
async function tellUnserved(visit: Visit, version: number, instead: number | null): Promise<void> {
  const { detector, memory, telemetry } = visit;
  const { problem } = memory;
  if (problem === null || memory.unserved === version) return;
  const standing = instead === null ? 'No model serves' : `Model ${instead} serves instead`;
  const sentence = `${ended(problem.message)} ${standing}; pin another version, see /logbot models.`;
  await visit.onOutcome(detector, { type: 'unserved', version, sentence });
  memory.unserved = version;
  telemetry.emit('ModelRefused', { detector, code: problem.reason, reason: problem.message });
}

function ended(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

interface Reason {
  readonly madeBy: string;
  readonly requestTime: string | null;
}

const firstBaseline = 'the first baseline';

function reasonToTrain({ wish, memory, engine, now }: Visit, known: readonly ModelRecord[]): Reason | null {
  const { retrainRequestTime: requestTime } = wish;
  if (requestTime !== null && requestTime !== memory.doneRequestTime) return { madeBy: madeByRequest(requestTime), requestTime };
  if (known.length === 0) return engine.learning() === null ? { madeBy: firstBaseline, requestTime: null } : null;
  return isScheduled(wish.retrainSchedule, memory, now()) ? { madeBy: `the schedule ${wish.retrainSchedule}`, requestTime: null } : null;
}

/** Kept with the version, so that a restart knows which wishes were fulfilled. */
function madeByRequest(requestTime: string): string {
  return `the request of ${requestTime}`;
}

/** True once for each time that the schedule names. Times missed while no operator ran are not made up for. */
function isScheduled(schedule: string | null, memory: Memory, nowMs: number): boolean {
  const due = memory.schedule === schedule && memory.nextScheduledAtMs !== null && nowMs >= memory.nextScheduledAtMs;
  if (due || memory.schedule !== schedule) {
    memory.schedule = schedule;
    memory.nextScheduledAtMs = schedule === null ? null : nextRunAtMs(schedule, nowMs);
  }
  return due;
}

function nextRunAtMs(schedule: string, nowMs: number): number | null {
  try {
    return new Cron(schedule, { timezone: 'UTC' }).nextRun(new Date(nowMs))?.getTime() ?? null;
  } catch {
    // The schema refuses what is no schedule; a date that never comes (31 February) has no next run.
    return null;
  }
}

/** The wished version, or when it is damaged the newest good one before it; the problem says so. */
async function loadGood({ registry, detector, memory }: Visit, wished: number): Promise<Model | null> {
  const versions = (await registry.list(detector)).map((record) => record.version);
  for (const version of [wished, ...versions.filter((other) => other < wished).toReversed()]) {
    try {
      return await registry.load(detector, version);
    } catch (error) {
      if (!(error instanceof OperatorError) || error.action !== 'stall') throw error;
      const reason = error.code === 'ModelCorrupt' || error.code === 'ModelNewer' ? error.code : 'VersionNotFound';
      memory.problem ??= { type: 'ModelReady', reason, message: error.message };
      // A version that never existed is a mistake to be corrected, not a reason to change what serves.
      if (reason === 'VersionNotFound' && version === wished) return null;
    }
  }
  return null;
}

function trainedSentence(record: ModelRecord | undefined, pinned: number | null): string {
  if (!record) return 'A model was made.';
  const hours = (record.trainedToAtMs - record.trainedFromAtMs) / 3_600_000;
  const length = hours >= 1 ? `${hours.toFixed(0)} h` : `${Math.round(hours * 60)} min`;
  const leftOut = record.leftOut.length > 0 ? ` Left out: ${record.leftOut.slice(0, 3).join(', ')}.` : '';
  const serves =
    pinned === null ? 'It serves now.' : `Model ${pinned} stays pinned (spec.model.pinnedVersion); remove the pin to use the new one.`;
  const { patterns, workloads, sampleSize } = record;
  const learned = `${counted(patterns, 'pattern')} of ${counted(workloads, 'workload')}, ${counted(sampleSize, 'line')} of ${length}`;
  return `Model ${record.version} was made from ${learned}. ${serves}${leftOut}`;
}

/** `1 line`, `12,400 lines` */
function counted(value: number, noun: string): string {
  return `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`;
}
