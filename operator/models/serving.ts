/** Lets the wished version serve, or, when it is damaged, the newest good one before it. */
import type { Model } from '../../engine/index.ts';
import { OperatorError } from '../errors.ts';
import type { Visit } from './visit.ts';

/** The pinned version serves, else the accepted one. */
export async function serveWished(visit: Visit): Promise<void> {
  const { detector, engine, memory, wish, rollout } = visit;
  memory.servingProblem = null;
  const version = wish.pinnedVersion ?? rollout.accepted;
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
  const { servingProblem: problem } = memory;
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

/** The wished version, or when it is damaged the newest accepted one before it that is good; the problem says so. */
async function loadGood({ registry, detector, memory, known, rollout }: Visit, wished: number): Promise<Model | null> {
  const others = known.map(({ version }) => version).filter((version) => version < wished && !rollout.unaccepted.includes(version));
  for (const version of [wished, ...others.toReversed()]) {
    try {
      return await registry.load(detector, version);
    } catch (error) {
      if (!(error instanceof OperatorError) || error.action !== 'stall') throw error;
      const reason = error.code === 'ModelCorrupt' || error.code === 'ModelNewer' ? error.code : 'VersionNotFound';
      memory.servingProblem ??= { type: 'ModelReady', reason, message: error.message };
      // A version that never existed is a mistake to be corrected, not a reason to change what serves.
      if (reason === 'VersionNotFound' && version === wished) return null;
    }
  }
  return null;
}
