/**
 * A request with pushed lines, brought to the detectors of their namespaces: in slices, so that other work has its turn, waiting a moment for pods
 * that the watch has not told of yet, and answered when a checkpoint holds it. Bounded; what finds no room is to be sent again.
 */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { NotTakenError, type PushedLine, type PushedLog } from '../sources/source.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Intake, PushVerdict } from './intake.ts';
import type { Supervisor } from './supervisor.ts';

export interface Reception {
  /** Why lines are not used -> how many. Throws a `NotTakenError`. */
  take(logs: readonly PushedLog[]): Promise<ReadonlyMap<string, number>>;
}

export interface ReceptionOptions {
  readonly supervisor: Pick<Supervisor, 'get' | 'reach'>;
  /** Null, or a sentence on why it is not known yet who reads the namespace. */
  unsettled(this: void, namespace: string): string | null;
  readonly telemetry: Telemetry;
  readonly limits?: Partial<ReceptionLimits> | undefined;
}

export interface ReceptionLimits {
  /** Requests that are taken in or wait for their checkpoint. */
  readonly requests: number;
  /** In characters, of all requests that are being taken in. */
  readonly characters: number;
  /** How long a pod may be unknown: the watch is rarely a second behind. */
  readonly unknownForMs: number;
  /** A checkpoint is due every five seconds; senders give up after ten to thirty. */
  readonly savedWithinMs: number;
}

const defaultLimits: ReceptionLimits = { requests: 500, characters: 32 * 1024 * 1024, unknownForMs: 3_000, savedWithinMs: 9_000 };
const sliceLines = 500;
const askAgainEveryMs = 200;

export const ignoredWhy = {
  nobody: 'of a namespace without a LogDetector that takes pushed lines (spec.source: Otlp)',
  'not-selected': 'of a container that no LogDetector selects',
  unnamed: 'without k8s.container.name, of a pod with several containers',
  unknown: 'of a pod that the cluster does not know',
  early: 'written long before the watching began',
} as const;

export function createReception(options: ReceptionOptions): Reception {
  const { telemetry } = options;
  const limits = { ...defaultLimits, ...options.limits };
  let requests = 0;
  let characters = 0;

  function enter(size: number): void {
    const isFull = requests >= limits.requests || (characters > 0 && characters + size > limits.characters);
    if (isFull) throw new NotTakenError('full', 'More lines have been sent than can be taken in at once; try again in a moment.');
    requests += 1;
    characters += size;
    telemetry.gauge('logdetector_pushed_requests', requests);
  }

  async function takeIn(logs: readonly PushedLog[], ignored: Ignored): Promise<readonly Intake[]> {
    const touched = new Set<Intake>();
    const patience = { forMs: limits.unknownForMs };
    for (const log of logs) {
      const intakes = intakesOf(log.origin.namespace, options);
      if (intakes.length === 0) ignored.add('nobody', log.lines.length);
      for (let from = 0; intakes.length > 0 && from < log.lines.length; from += sliceLines) {
        await takeSlice(intakes, { ...log, lines: log.lines.slice(from, from + sliceLines) }, { ignored, patience });
        await nextTurn();
      }
      for (const intake of intakes) touched.add(intake);
    }
    return [...touched];
  }

  /** Each detector counts by itself; a line is not used when none of them takes it. */
  async function takeSlice(intakes: readonly Intake[], log: PushedLog, { ignored, patience }: Turn): Promise<void> {
    const verdicts = await pushAll(intakes, log, patience);
    for (const verdict of verdicts) if (verdict.type === 'taken') telemetry.emit('LinesDoubled', { lines: verdict.doubled });
    const taken = verdicts.flatMap((verdict) => (verdict.type === 'taken' ? [verdict] : []));
    const [first] = verdicts;
    if (taken.length > 0) ignored.add('early', Math.min(...taken.map(({ early }) => early)));
    else if (first !== undefined && first.type !== 'taken' && first.type !== 'switching') ignored.add(first.type, log.lines.length);
  }

  return {
    async take(logs) {
      const size = logs.reduce((sum, { lines }) => sum + sizeOf(lines), 0);
      enter(size);
      const ignored = new Ignored();
      let isIn = false;
      try {
        const touched = await takeIn(logs, ignored);
        characters -= size;
        isIn = true;
        await saved(touched, limits.savedWithinMs);
      } finally {
        requests -= 1;
        if (!isIn) characters -= size;
        telemetry.gauge('logdetector_pushed_requests', requests);
      }
      return ignored.byWhy;
    },
  };
}

/** How long a request as a whole still waits for pods that are not known. */
interface Patience {
  forMs: number;
}

interface Turn {
  readonly ignored: Ignored;
  readonly patience: Patience;
}

class Ignored {
  readonly byWhy = new Map<string, number>();

  add(why: keyof typeof ignoredWhy, lines: number): void {
    if (lines > 0) this.byWhy.set(ignoredWhy[why], (this.byWhy.get(ignoredWhy[why]) ?? 0) + lines);
  }
}

/** Throws while it is not known who reads the namespace. */
function intakesOf(namespace: string, { supervisor, unsettled }: ReceptionOptions): readonly Intake[] {
  const sentence = unsettled(namespace);
  if (sentence !== null) throw new NotTakenError('unsettled', sentence);
  const intakes = supervisor.reach.readersOf(namespace).flatMap((detector) => supervisor.get(detector)?.intake ?? []);
  if (intakes.some(({ isOpen }) => isOpen === null))
    throw new NotTakenError('unsettled', 'Its LogDetector is being opened; try again in a moment.');
  return intakes.filter(({ isOpen }) => isOpen === true);
}

/** The log may be of a pod that has begun a moment ago. */
async function pushAll(intakes: readonly Intake[], log: PushedLog, patience: Patience): Promise<readonly PushVerdict[]> {
  const verdicts = intakes.map((intake) => intake.push(log));
  while (patience.forMs > 0 && verdicts.some(({ type }) => type === 'unknown')) {
    patience.forMs -= askAgainEveryMs;
    await sleep(askAgainEveryMs);
    for (const [index, intake] of intakes.entries()) if (verdicts[index]?.type === 'unknown') verdicts[index] = intake.push(log);
  }
  for (const [index, intake] of intakes.entries()) if (verdicts[index]?.type === 'unknown') intake.lose(log.lines.length);
  if (verdicts.some(({ type }) => type === 'switching'))
    throw new NotTakenError('switching', 'What was fetched from the Kubernetes API is still being read to its end; try again in a moment.');
  return verdicts;
}

async function saved(intakes: readonly Intake[], withinMs: number): Promise<void> {
  const late = new AbortController();
  const sentence = 'The lines are read, but their checkpoint is not written yet; send them again, they are counted once.';
  const tooLate = sleep(withinMs, undefined, { signal: late.signal }).then(() => {
    throw new NotTakenError('not-saved', sentence);
  });
  const all = Promise.all(intakes.map((intake) => intake.saved())).catch((error: unknown) => {
    throw new NotTakenError('stopped', error instanceof Error ? `${error.message} Try again in a moment.` : sentence);
  });
  try {
    await Promise.race([all, tooLate]);
  } finally {
    late.abort();
    tooLate.catch(() => undefined);
    all.catch(() => undefined);
  }
}

function sizeOf(lines: readonly PushedLine[]): number {
  return lines.reduce((sum, { text }) => sum + text.length, 0);
}
