/** The trial of a new version beside the one that serves, and how far what is written has drifted from that one: looked at every few minutes. */
import { setImmediate as turn } from 'node:timers/promises';
import { addWindows, decideCanary, isChosen, settleForMs, type CanaryState, type Model, type PastAlarm } from '../../engine/index.ts';
import { OperatorError } from '../errors.ts';
import { accept, type Rollout } from './rollout.ts';
import type { Visit } from './visit.ts';

const lookEveryMs = 300_000;
const minuteMs = 60_000;
/** Drift is told above the one and over below the other, so that it does not waver. */
const driftFrom = 0.2;
const driftUntil = 0.15;

/** Returns what is accepted by now. */
export async function lookAtTrial(visit: Visit): Promise<Rollout> {
  const { memory, now, rollout } = visit;
  const waitMs = memory.nextLookAtMs - now();
  // A clock that went back must not put it off.
  if (waitMs > 0 && waitMs <= lookEveryMs) return rollout;
  memory.nextLookAtMs = now() + lookEveryMs;
  lookAtDrift(visit);
  return rollout.canary ? await goOn(visit, rollout.canary) : rollout;
}

async function goOn(visit: Visit, canary: CanaryState): Promise<Rollout> {
  const { detector, memory, rollout, rollouts, wish, now } = visit;
  const models = await loadBoth(visit, canary);
  if (typeof models === 'string') return await end(visit, canary, { outcome: 'rolled-back', reason: models });
  const toAtMs = Math.floor((now() - settleForMs) / minuteMs) * minuteMs;
  const state = toAtMs > canary.judgedToAtMs ? await judge(visit, canary, { models, toAtMs }) : canary;
  const verdict = decideCanary(state, { nowMs: now(), forMs: wish.canaryForMs });
  if (verdict.outcome !== 'goes-on') return await end(visit, state, verdict);
  const next = { ...rollout, canary: state };
  if (state !== canary) await rollouts.save(detector, next);
  memory.rollout = next;
  return next;
}

/** A sentence where one of them cannot be used. */
async function loadBoth({ registry, detector }: Visit, canary: CanaryState): Promise<readonly [Model, Model] | string> {
  try {
    return [await registry.load(detector, canary.version), await registry.load(detector, canary.against)];
  } catch (error) {
    if (error instanceof OperatorError && error.action === 'stall') return error.message;
    throw error;
  }
}

async function judge(
  visit: Visit,
  canary: CanaryState,
  { models, toAtMs }: { readonly models: readonly [Model, Model]; readonly toAtMs: number },
): Promise<CanaryState> {
  const { version, judgedToAtMs: fromAtMs } = canary;
  const alarms: readonly [PastAlarm[], PastAlarm[]] = [[], []];
  let windows = 0;
  const question = { fromAtMs, toAtMs, isChosen: (workload: string, atMs: number) => isChosen(version, workload, atMs) };
  for (const judged of visit.engine.judgePast(models, question)) {
    windows += judged.windows;
    for (const [at, of] of alarms.entries()) of.push(...(judged.alarms[at] ?? []));
    // Reading goes on between two workloads.
    await turn();
  }
  return addWindows(canary, { toAtMs, windows, canary: alarms[0], serving: alarms[1] }, visit.confirmations(visit.detector));
}

async function end(
  visit: Visit,
  state: CanaryState,
  { outcome, reason }: { readonly outcome: 'promoted' | 'rolled-back'; readonly reason: string },
): Promise<Rollout> {
  const { detector, memory, rollout } = visit;
  const { version, against } = state;
  const endedAtMs = visit.now();
  const isPromoted = outcome === 'promoted';
  const standing = isPromoted ? accept(rollout, version) : { ...rollout, canary: null, rolledBack: { version, atMs: endedAtMs, reason } };
  const next = { ...standing, lastTrial: { state, endedAtMs, outcome, reason } };
  await visit.rollouts.save(detector, next);
  memory.rollout = next;
  visit.telemetry.emit(isPromoted ? 'ModelPromoted' : 'ModelRolledBack', { detector, version, reason });
  const what = isPromoted
    ? `Model ${version} serves after its trial.`
    : `Model ${version} was rolled back; model ${against} goes on serving.`;
  await visit.onOutcome(detector, { type: outcome, version, sentence: `${what} ${reason}` });
  return next;
}

function lookAtDrift({ engine, memory, detector, telemetry }: Visit): void {
  const before = memory.drift;
  const drift = engine.drift();
  const isDrifted = drift !== null && drift.share > (before ? driftUntil : driftFrom);
  if (!isDrifted) return void (memory.drift = null);
  const { share, workloads } = drift;
  const where = workloads.length > 0 ? `, most of them of ${workloads.join(', ')}` : '';
  // To the nearest twentieth: a status holds what changes slowly.
  const percent = Math.max(20, Math.round(share * 20) * 5);
  const sentence =
    `About ${percent} % of the lines of the last hour fall into other patterns or groups than model ${engine.serving()} has them in${where}. ` +
    'A training is asked for at most every 6 h; /logbot retrain makes one at once.';
  memory.drift = { share, sentence };
  if (!before) telemetry.emit('ModelDrifted', { detector, share });
}
