/** A new version, from the reason to make it to the trial it begins with. */
import { beginCanary } from '../../engine/index.ts';
import { firstBaseline, madeByRequest, reasonToTrain } from './reason.ts';
import type { ModelRecord, SealedModel } from './record.ts';
import { accept, withUnaccepted, type Rollout } from './rollout.ts';
import { trainedSentence } from './sentence.ts';
import type { Trained } from './training.ts';
import type { Memory, Problem, Reason, Training, Visit } from './visit.ts';

/** A first training that was refused for want of lines is tried again after this, each time later: some namespaces stay quiet. */
const retryFirstAfterMs = { least: 15_000, most: 300_000 };
/** The same where it took a thread, which is not for nothing. */
const retryTrainedAfterMs = 600_000;

/** Takes what a training has made, or begins one that is wished; a wish that comes meanwhile is done afterwards. Returns what is accepted by now. */
export async function trainAsWished(visit: Visit): Promise<Rollout> {
  const { memory } = visit;
  await answerUnheard(visit);
  const reason = memory.training === null ? reasonToTrain(visit) : null;
  if (reason) begin(visit, reason);
  return memory.training?.ended ? await take(visit, memory.training) : visit.rollout;
}

function begin(visit: Visit, reason: Reason): void {
  const { memory, engine, detector } = visit;
  const training: Training = { reason, abort: new AbortController(), ended: null };
  const nowMs = visit.now();
  const request = { version: nextVersion(visit), nowMs, madeBy: reason.madeBy };
  const trained = visit.train(request, engine.gather(nowMs), training.abort.signal);
  memory.training = training;
  void finish(training, trained).then(() => visit.wake(detector));
}

async function finish(training: Training, trained: Promise<Trained>): Promise<void> {
  training.ended = await trained.catch((error: unknown) => ({ ok: false, cause: 'failed', reason: String(error) }) as const);
}

function nextVersion({ known }: Visit): number {
  return (known.at(-1)?.version ?? 0) + 1;
}

async function take(visit: Visit, { reason, ended }: Training): Promise<Rollout> {
  const { memory, rollout } = visit;
  if (reason.madeBy !== firstBaseline) memory.lastRetrainAtMs = visit.now();
  if (ended?.ok !== true) {
    await tellRefused(visit, reason, ended ?? { cause: 'failed', reason: 'The training ended without an answer.' });
    memory.training = null;
    return rollout;
  }
  // What could not be kept is kept at the next visit: a schedule does not ask twice.
  const next = await keep(visit, ended.model);
  memory.training = null;
  if (next === null) {
    // What came in another way meanwhile, such as an import, keeps its number, and the training is done once more.
    begin(visit, reason);
    return rollout;
  }
  memory.trainingProblem = null;
  await tellTrained(visit, ended.model.record, reason.requestTime, next);
  return next;
}

/** The version and where it stands, in one transaction; null when its number is taken. */
async function keep(visit: Visit, model: SealedModel): Promise<Rollout | null> {
  const { detector, engine, wish, rollout, registry, rollouts, telemetry } = visit;
  const { version } = model.record;
  const next = standingOf(visit, version);
  const inUse = [wish.pinnedVersion, engine.serving(), rollout.accepted].filter((one) => one !== null);
  if (!(await registry.add(model, { inUse, together: [rollouts.mutation(detector, next)] }))) return null;
  visit.memory.rollout = next;
  telemetry.emit('ModelTrained', { detector, version, sampleSize: model.record.sampleSize });
  return next;
}

/** The first version serves at once, and so does every one where no trial is wished. */
function standingOf({ rollout, known, wish, now }: Visit, version: number): Rollout {
  const against = rollout.accepted;
  if (against === null || wish.canaryForMs === 0) return accept(rollout, version);
  const versions = known.map((record) => record.version);
  const canary = beginCanary({ version, against, nowMs: now() });
  return { ...withUnaccepted(rollout, version, versions), canary, rolledBack: null };
}

async function tellTrained(visit: Visit, record: ModelRecord, requestTime: string | null, rollout: Rollout): Promise<void> {
  const { wish, memory, detector } = visit;
  const { version } = record;
  const serving = wish.pinnedVersion ?? rollout.accepted ?? version;
  const sentence = trainedSentence(record, { pinned: wish.pinnedVersion, rollout, canaryForMs: wish.canaryForMs });
  await visit.onOutcome(detector, { type: 'trained', requestTime, version, serving, sentence });
  // Not before it was answered: an answer that could not be kept is given again at the next visit.
  if (requestTime) memory.doneRequestTime = requestTime;
}

const problems = { 'too-little': 'TooLittleData', worse: 'WorseThanServing', failed: 'TrainingFailed' } as const;

async function tellRefused(
  visit: Visit,
  { madeBy, requestTime }: Reason,
  refusal: { readonly cause: keyof typeof problems; readonly reason: string },
): Promise<void> {
  const { detector, memory, telemetry } = visit;
  const reason = problems[refusal.cause];
  const problem: Problem = { type: 'ModelReady', reason, message: refusal.reason, harmless: true };
  // The first training is tried again until there is enough to learn from; only a wish deserves an answer.
  if (madeBy === firstBaseline) {
    memory.retryAtMs = visit.now() + (refusal.cause === 'too-little' ? waitForLines(memory) : retryTrainedAfterMs);
    if (refusal.cause === 'failed') memory.trainingProblem = problem;
    return;
  }
  memory.trainingProblem = problem;
  telemetry.emit('ModelRefused', { detector, code: reason, reason: refusal.reason });
  await visit.onOutcome(detector, { type: 'refused', requestTime, sentence: `No new model was made: ${refusal.reason}` });
  if (requestTime) memory.doneRequestTime = requestTime;
}

function waitForLines(memory: Memory): number {
  const waitMs = Math.min(retryFirstAfterMs.most, retryFirstAfterMs.least * 2 ** memory.wantsOfLines);
  memory.wantsOfLines += 1;
  return waitMs;
}

/** The wish was fulfilled, and the process ended before anybody heard of it. It is not fulfilled twice. */
async function answerUnheard(visit: Visit): Promise<void> {
  const { wish, memory, known } = visit;
  const { retrainRequestTime: requestTime } = wish;
  if (requestTime === null || requestTime === memory.doneRequestTime) return;
  const record = known.find(({ madeBy }) => madeBy === madeByRequest(requestTime));
  if (!record) return;
  memory.lastRetrainAtMs = record.createdAtMs;
  await tellTrained(visit, record, requestTime, visit.rollout);
}
