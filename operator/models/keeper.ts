/**
 * Makes, tries, pins and serves models as the resource wishes: the first one when the first baseline stands, another when it is asked for, its schedule says
 * so or drift asks for it, an older one when it is pinned. A new version is tried beside the one that serves before it does. A training that is refused leaves
 * the serving model where it is.
 */
import { trainAsWished } from './making.ts';
import { spanOf } from './sentence.ts';
import { serveWished } from './serving.ts';
import { lookAtTrial } from './trial.ts';
import { createTurns } from './turns.ts';
import type { KeeperOptions, Learner, Memory, Problem, Visit, Wish } from './visit.ts';

export type { Learner, Outcome } from './visit.ts';

interface Facts {
  readonly serving: number;
  readonly latest: number;
  readonly pinned: boolean;
  readonly problem: Problem | null;
  /** The version on trial. */
  readonly canary: number | null;
  /** Of a trial that goes on, or ended badly. */
  readonly trial: { readonly reason: 'CanaryRunning' | 'CanaryRolledBack'; readonly message: string } | null;
  /** Null, or what is written that the serving model does not know. */
  readonly drift: string | null;
  readonly lastRetrainAtMs: number | null;
  readonly lastRetrainRequestTime: string | null;
}

export interface Keeper {
  reconcile(detector: string, wish: Wish, pipeline: { readonly engine: Learner }): Promise<Facts>;
  /** Another way to a new version, such as an import: done between two visits to the detector, of which all is read anew afterwards. */
  between<T>(detector: string, work: () => Promise<T>): Promise<T>;
  remove(detector: string): void;
  /** Ends the trainings that go on. */
  stop(): void;
}

export function createKeeper(options: KeeperOptions): Keeper {
  const memories = new Map<string, Memory>();
  const inTurn = createTurns();
  const forget = (detector: string): void => {
    memories.get(detector)?.training?.abort.abort();
    memories.delete(detector);
  };
  async function reconcile(detector: string, wish: Wish, engine: Learner): Promise<Facts> {
    const memory = memories.get(detector) ?? rememberedBy(wish);
    memories.set(detector, memory);
    const known = await options.registry.list(detector);
    const rollout = memory.rollout ?? (await options.rollouts.load(detector, known.at(-1)?.version ?? null));
    memory.rollout = rollout;
    const visit: Visit = { ...options, detector, wish, engine, memory, known, rollout };
    // A pin first: whoever rolls back must not wait for anything else.
    await serveWished(visit);
    const trained = { ...visit, rollout: await trainAsWished(visit) };
    const tried = { ...trained, rollout: await lookAtTrial(trained), known: await options.registry.list(detector) };
    await serveWished(tried);
    return factsOf(tried);
  }

  return {
    reconcile: (detector, wish, { engine }) => inTurn(detector, () => reconcile(detector, wish, engine)),
    between: (detector, work) =>
      inTurn(detector, async () => {
        try {
          return await work();
        } finally {
          const memory = memories.get(detector);
          if (memory) memory.rollout = null;
        }
      }),
    remove: forget,
    stop() {
      for (const detector of memories.keys()) forget(detector);
    },
  };
}

/** After a restart, what was done stands in the status. */
function rememberedBy({ doneRequestTime, lastRetrainAtMs }: Wish): Memory {
  return {
    doneRequestTime,
    lastRetrainAtMs,
    nextScheduledAtMs: null,
    schedule: null,
    trainingProblem: null,
    servingProblem: null,
    unserved: null,
    rollout: null,
    training: null,
    retryAtMs: 0,
    wantsOfLines: 0,
    nextLookAtMs: 0,
    drift: null,
  };
}

function factsOf({ engine, wish, memory, known, rollout }: Visit): Facts {
  return {
    serving: engine.serving() ?? 0,
    latest: known.at(-1)?.version ?? 0,
    pinned: wish.pinnedVersion !== null,
    problem: memory.servingProblem ?? memory.trainingProblem,
    canary: rollout.canary?.version ?? null,
    trial: trialOf(rollout, wish),
    drift: memory.drift?.sentence ?? null,
    lastRetrainAtMs: memory.lastRetrainAtMs,
    lastRetrainRequestTime: memory.doneRequestTime,
  };
}

function trialOf({ canary, rolledBack }: Visit['rollout'], { canaryForMs }: Wish): Facts['trial'] {
  if (canary) {
    const since = new Date(canary.startedAtMs).toISOString();
    const message =
      `Model ${canary.against} serves. Model ${canary.version} is tried beside it in a tenth of the windows since ${since}, ` +
      `at most ${spanOf(canaryForMs)}; pin it (spec.model.pinnedVersion) to use it at once.`;
    return { reason: 'CanaryRunning', message };
  }
  if (!rolledBack) return null;
  const message = `Model ${rolledBack.version} was rolled back at ${new Date(rolledBack.atMs).toISOString()}. ${rolledBack.reason}`;
  return { reason: 'CanaryRolledBack', message };
}
