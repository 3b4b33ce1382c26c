/** Runs of a CronJob: a Job and its pod for each, which are gone an hour after they are done. */
import type { KubeObject } from '../../engine/index.ts';
import { hourMs, minuteMs } from './calendar.ts';
import type { Pod } from './fleet.ts';
import { container, cronJobObject, jobObject, jobPodName, jobPodObject, type Run } from './objects.ts';
import { isDue } from './schedule.ts';
import type { Service } from './service.ts';

export interface Jobs {
  /** The pod that is at work; to be called for every minute in turn. */
  minute(atMs: number): Pod | null;
}

export function createJobs(service: Service, tell: (object: KubeObject, deleted?: boolean) => void): Jobs {
  const [batch] = service.batches;
  let runs: readonly Run[] = [];
  let isKnown = false;

  function show(run: Run, deleted = false): void {
    tell(jobObject(service, run), deleted);
    tell(jobPodObject(service, run), deleted);
  }

  return {
    minute(atMs) {
      if (batch === undefined) return null;
      if (!isKnown) tell(cronJobObject(service, atMs));
      isKnown = true;
      for (const run of runs) if (run.finishedAtMs !== null && atMs >= run.finishedAtMs + hourMs) show(run, true);
      runs = runs
        .filter(({ finishedAtMs }) => finishedAtMs === null || atMs < finishedAtMs + hourMs)
        .map((run) => {
          if (run.finishedAtMs !== null || atMs < run.startedAtMs + batch.lengthMinutes * minuteMs) return run;
          const finished = { ...run, finishedAtMs: atMs };
          show(finished);
          return finished;
        });
      if (isDue(batch.schedule, atMs)) {
        const run = { job: `${service.ref.name}-${atMs / minuteMs}`, startedAtMs: atMs, finishedAtMs: null };
        show(run);
        runs = [...runs, run];
      }
      const running = runs.find(({ finishedAtMs }) => finishedAtMs === null);
      return running === undefined ? null : podOf(service, running);
    },
  };
}

function podOf({ ref }: Service, { job, startedAtMs }: Run): Pod {
  const stream = { workload: ref, pod: jobPodName(job), container, restartCount: 0, node: 'node-1' };
  return { stream, createdAtMs: startedAtMs, revision: 1 };
}
