/** Reads the inputs one after the other into counts. */
import { InputError } from '../input.ts';
import type { Input } from '../input.ts';
import { createTally } from './tally.ts';
import type { Tally, TimeRange } from './tally.ts';
import type { CountedWorkload, ReportInput } from './report.ts';
import { createTimeline } from './timeline.ts';

export interface ReadPlan {
  readonly inputs: readonly Input[];
  /** Null without a comparison. */
  readonly baseline: readonly Input[] | null;
  readonly range: TimeRange;
  readonly now: () => number;
  /** Ends the reading early; what was read by then counts. */
  readonly signal: AbortSignal;
}

export interface Reading {
  /** Reads everything that can be read, and answers with a sentence for each input that could not be, or not to its end. */
  run(): Promise<readonly string[]>;
  /** What is known now; cheap enough for once a second. */
  soFar(): ReportInput;
  readonly readBytes: number;
}

export function createReading(plan: ReadPlan): Reading {
  const timeline = createTimeline();
  const isLive = plan.inputs.some(({ totalBytes }) => totalBytes === null);
  const finished: CountedWorkload[] = [];
  let open: OpenWorkload | null = null;
  return {
    async run() {
      const failures: string[] = [];
      for (const [workload, job] of jobsOf(plan)) {
        open = { tally: createTally(workload, { timeline, range: plan.range, isLive }), job };
        failures.push(...(await readJob(open, plan)));
        finished.push(counted(open));
        open = null;
        if (plan.signal.aborted) break;
      }
      return failures;
    },
    soFar() {
      open?.tally.rest(plan.now());
      return { workloads: open === null ? finished : [...finished, counted(open)], timeline, isLive };
    },
    get readBytes() {
      return [...plan.inputs, ...(plan.baseline ?? [])].reduce((sum, { readBytes }) => sum + readBytes(), 0);
    },
  };
}

/** The inputs of one workload. `baseline` is null where nothing is compared, and empty for a workload that the baseline does not have. */
interface Job {
  readonly inputs: Input[];
  readonly baseline: Input[] | null;
}

interface OpenWorkload {
  readonly tally: Tally;
  readonly job: Job;
}

/** One workload each side is one and the same, whatever it is called; several are paired by their names. */
function jobsOf({ inputs, baseline }: ReadPlan): ReadonlyMap<string, Job> {
  const jobs = new Map<string, Job>();
  const jobOf = (workload: string): Job => {
    const job = jobs.get(workload) ?? { inputs: [], baseline: baseline === null ? null : [] };
    jobs.set(workload, job);
    return job;
  };
  for (const input of inputs) jobOf(input.workload).inputs.push(input);
  const [only] = jobs.keys();
  const isPair = jobs.size === 1 && new Set(baseline?.map(({ workload }) => workload)).size === 1;
  for (const input of baseline ?? []) jobOf(isPair && only !== undefined ? only : input.workload).baseline?.push(input);
  return jobs;
}

async function readJob({ tally, job }: OpenWorkload, plan: ReadPlan): Promise<string[]> {
  const failures: string[] = [];
  const read = async (input: Input): Promise<void> => {
    const failure = await readInput(input, tally, plan);
    if (failure !== null) failures.push(failure);
  };
  if (job.baseline !== null) {
    tally.turnTo('baseline');
    for (const input of job.baseline) await read(input);
    tally.turnTo('current');
  }
  for (const input of job.inputs) await read(input);
  return failures;
}

/** Null, or why it could not be read to its end. */
async function readInput(input: Input, tally: Tally, { now, signal }: ReadPlan): Promise<string | null> {
  const chunks = input.chunks[Symbol.asyncIterator]();
  try {
    for (let chunk = await nextOf(chunks, signal); chunk !== null; chunk = await nextOf(chunks, signal)) {
      tally.push(chunk, input.changedAtMs ?? now());
    }
    return null;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  } finally {
    tally.endFile();
  }
}

/** The next chunk; null at the end, and at once when the reading is to end, which a quiet stream would otherwise put off for ever. */
function nextOf(chunks: AsyncIterator<Uint8Array>, signal: AbortSignal): Promise<Uint8Array | null> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(null);
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    chunks
      .next()
      .then(({ done, value }) => resolve(done === true ? null : value), reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

function counted({ tally, job }: OpenWorkload): CountedWorkload {
  const { course } = tally;
  return {
    workload: tally.workload,
    inputs: job.inputs.map(({ name }) => name),
    facts: tally.facts('current'),
    baseline: job.baseline === null ? null : tally.facts('baseline'),
    patterns: tally.patterns(),
    course: { records: course.records, width: course.width, startsAtMs: course.startsAtMs() },
  };
}
