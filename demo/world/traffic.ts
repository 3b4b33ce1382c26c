/** One second of business: who serves, who fails because of whom, and the lines that all of them write. */
import type { Entry } from './formats.ts';
import type { Failure, ServiceSpec } from './service.ts';
import { isReady, log } from './state.ts';
import type { PodState, World, WorkloadState } from './state.ts';

/** Why requests to a workload fail now, as shares of its requests. */
interface Trouble {
  readonly refused: number;
  readonly slow: number;
  readonly errors: number;
}

const calm: Trouble = { refused: 0, slow: 0, errors: 0 };
/** Real systems always fail a little: this share of calls times out on the best of days. */
const usualTimeouts = 0.0004;
const nuisanceShare = 0.012;

/** Writes the lines of the second that begins now. `load` is the load of this second. */
export function businessSecond(world: World, load: number): void {
  const troubles = findTroubles(world);
  for (const workload of world.workloads.values()) {
    const [first, ...others] = workload.pods.filter((pod) => isReady(pod));
    if (first === undefined || workload.silent) continue;
    const pods: readonly [PodState, ...PodState[]] = [first, ...others];
    const lines = world.dice.count(workload.spec.linesPerSecond * load);
    for (let i = 0; i < lines; i += 1) oneRequest(world, workload, world.dice.pick(pods), troubles);
    const extra = workload.burst === null ? 0 : world.dice.count(workload.burst.perSecond);
    for (let i = 0; i < extra && workload.burst; i += 1) log(world, world.dice.pick(pods), workload.burst.log(world.dice), momentOf(world));
  }
}

function oneRequest(world: World, workload: WorkloadState, pod: PodState, troubles: ReadonlyMap<string, Trouble>): void {
  const { dice } = world;
  const atMs = momentOf(world);
  if (workload.ownFailures !== null && dice.random() < workload.ownFailures.share) {
    for (const entry of workload.ownFailures.log(dice)) log(world, pod, entry, atMs);
    return;
  }
  for (const entry of outcome(world, workload.spec, pod, troubles)) log(world, pod, entry, atMs);
}

function outcome(world: World, spec: ServiceSpec, pod: PodState, troubles: ReadonlyMap<string, Trouble>): readonly Entry[] {
  const { dice } = world;
  if (pod.memoryBytes > spec.memoryLimitBytes * 0.85 && dice.random() < 0.3) return [spec.strained(dice)];
  for (const call of spec.calls) {
    const failure = dice.random() < call.share ? failureOf(troubles.get(call.to) ?? calm, dice.random()) : null;
    if (failure === null) continue;
    const entries = spec.failed(dice, call.to, failure);
    return call.optional === true ? [...entries, spec.work(dice)] : entries;
  }
  return [dice.random() < nuisanceShare ? spec.nuisance(dice) : spec.work(dice)];
}

function failureOf(trouble: Trouble, chance: number): Failure | null {
  if (chance < trouble.refused) return 'refused';
  if (chance < trouble.refused + trouble.slow) return 'timeout';
  if (chance < trouble.refused + trouble.slow + trouble.errors) return 'error';
  return chance > 1 - usualTimeouts ? 'timeout' : null;
}

/** From the stores upwards: a failing service makes the ones that need it fail. */
function findTroubles(world: World): Map<string, Trouble> {
  const found = new Map<string, Trouble>();
  const visit = (workload: WorkloadState): Trouble => {
    const known = found.get(workload.spec.name);
    if (known) return known;
    let fine = 1 - (workload.ownFailures?.share ?? 0);
    for (const call of workload.spec.calls) {
      const callee = world.workloads.get(call.to);
      if (callee === undefined) continue;
      const trouble = visit(callee);
      if (call.optional !== true) fine *= 1 - call.share * Math.min(1, trouble.refused + trouble.slow + trouble.errors);
    }
    const trouble = ownTrouble(world, workload, 1 - fine);
    found.set(workload.spec.name, trouble);
    return trouble;
  };
  for (const workload of world.workloads.values()) visit(workload);
  return found;
}

function ownTrouble(world: World, workload: WorkloadState, errorShare: number): Trouble {
  const serving = workload.pods.filter((pod) => isReady(pod));
  if (serving.length === 0) return { refused: 0.9, slow: 0.1, errors: 0 };
  // A dead pod stays among the endpoints for about three seconds.
  const justDied = workload.pods.filter(
    (pod) => pod.ended !== null && world.nowMs - pod.ended.finishedAtMs < 3_000 && !isReady(pod),
  ).length;
  const refused = justDied / (justDied + serving.length);
  const strained = serving.filter((pod) => pod.memoryBytes > workload.spec.memoryLimitBytes * 0.93).length;
  const slow = (1 - refused) * 0.5 * (strained / serving.length);
  return { refused, slow, errors: (1 - refused - slow) * errorShare };
}

const momentOf = (world: World): number => world.nowMs + Math.floor(world.dice.random() * 1000);
