/** Puts on the faults: when, which, and on what the stage has at that time. */
import { dayMs, hourMs, minuteMs } from '../traffic/calendar.ts';
import { shuffled } from '../accuracy/random.ts';
import { chanceOf } from '../traffic/chance.ts';
import { faultKinds, type Cast, type Casting, type Fault, type FaultKind } from './fault.ts';
import { certificateExpiry, databaseOutage, externalDown, poolExhaustion } from './faults/dependencies.ts';
import { dnsFailure, memoryGrowth, nodeLoss, noisyCpu, noisyDisk } from './faults/platform.ts';
import { imagePull, probe, quota, rolloutCrash, rolloutErrors, rolloutLatency } from './faults/rollouts.ts';
import { callersOf, type Stage } from './stage.ts';

const catalog: Readonly<Record<FaultKind, Cast>> = {
  'memory-growth': memoryGrowth,
  'rollout-crash': rolloutCrash,
  'rollout-errors': rolloutErrors,
  'rollout-latency': rolloutLatency,
  'node-loss': nodeLoss,
  'database-outage': databaseOutage,
  'pool-exhaustion': poolExhaustion,
  'noisy-cpu': noisyCpu,
  'noisy-disk': noisyDisk,
  'certificate-expiry': certificateExpiry,
  'dns-failure': dnsFailure,
  'image-pull': imagePull,
  quota,
  probe,
  'external-down': externalDown,
};

/** Of normal operation before the first fault. */
export const learningMs = dayMs;
const faultsPerDay = 6;
/** Faults that begin while another goes on. */
const togetherShare = 0.1;
/** What a fault has touched stays out of the next ones for so long. */
const restMs = 3 * hourMs;

export interface Director {
  readonly faults: readonly Fault[];
  /** Notes who suffers; `failed` says of each service how many of its requests fail. */
  watch(nowMs: number, failed: (service: number) => number): void;
}

interface Running {
  readonly fault: Fault;
  readonly casting: Casting;
  readonly reach: readonly number[];
}

export function createDirector(
  stage: Stage,
  { seed, fromAtMs, untilAtMs }: { readonly seed: number; readonly fromAtMs: number; readonly untilAtMs: number },
): Director {
  const faults: Fault[] = [];
  let running: readonly Running[] = [];
  const { agenda } = stage.cluster;

  const put = (kind: FaultKind): void => {
    const casting = catalog[kind](stage);
    if (casting === null || casting.origin.some((service) => stage.busy.has(service) && !isShared(kind))) return;
    const beginAtMs = agenda.nowMs;
    const endAtMs = beginAtMs + casting.minutes * minuteMs;
    const reach = callersOf(stage.roster, casting.origin);
    const { object, alsoRight = [], rightKinds, variant } = casting;
    const named = reach.flatMap((service) => nameOf(stage, service));
    const fault: Fault = {
      index: faults.length,
      kind,
      variant,
      object,
      rightObjects: [object, ...alsoRight],
      rightKinds,
      beginAtMs,
      endAtMs,
      onsetAtMs: null,
      reach: [...new Set([object, ...alsoRight, ...named])],
      victims: [],
    };
    faults.push(fault);
    running = [...running, { fault, casting, reach }];
    for (const service of casting.origin) stage.busy.add(service);
    casting.begin();
    agenda.at(endAtMs, () => {
      casting.end();
      running = running.filter((one) => one.fault !== fault);
      agenda.after(isShared(kind) ? 0 : restMs, () => casting.origin.forEach((service) => stage.busy.delete(service)));
    });
  };

  for (const { kind, atMs } of planTimes({ seed, fromAtMs, untilAtMs })) agenda.at(atMs, () => put(kind));
  return {
    faults,
    watch(nowMs, failed) {
      for (const { fault, casting, reach } of running) {
        if (fault.onsetAtMs === null && casting.hasShown()) fault.onsetAtMs = nowMs;
        for (const service of reach) {
          const [name] = nameOf(stage, service);
          if (name !== undefined && failed(service) > 0.03 && !fault.victims.includes(name)) fault.victims.push(name);
        }
      }
    },
  };
}

/** Whom it hits is not chosen, so that it may hit who rests. */
function isShared(kind: FaultKind): boolean {
  return ['node-loss', 'noisy-cpu', 'noisy-disk', 'dns-failure', 'external-down'].includes(kind);
}

function nameOf({ roster }: Stage, service: number): readonly string[] {
  const found = roster.services[service];
  return found === undefined ? [] : [`${found.namespace}/${found.name}`];
}

function planTimes({ seed, fromAtMs, untilAtMs }: { readonly seed: number; readonly fromAtMs: number; readonly untilAtMs: number }) {
  const chance = chanceOf('faults', seed);
  const begin = fromAtMs + learningMs;
  const end = untilAtMs - 2 * hourMs;
  const count = Math.max(1, Math.round(((end - begin) / dayMs) * faultsPerDay));
  const stepMs = (end - begin) / count;
  const kinds = Array.from({ length: Math.ceil(count / faultKinds.length) }, () => shuffled(faultKinds, chance)).flat();
  let before = begin;
  return kinds.slice(0, count).map((kind, i) => {
    const isTogether = i > 0 && chance.chance(togetherShare);
    const atMs = Math.floor(isTogether ? before + chance.int(2, 10) * minuteMs : begin + (i + chance.between(0.1, 0.5)) * stepMs);
    before = atMs;
    return { kind, atMs };
  });
}
