/** The thread of one training: is told the workloads one by one, and then what to make of them. */
import { parentPort } from 'node:worker_threads';
import type { Gathered, GatheredWorkload, TrainingRequest } from '../../engine/index.ts';
import { trainSealed } from './training.ts';

export type ToTraining =
  | { readonly type: 'workload'; readonly workload: GatheredWorkload }
  | { readonly type: 'train'; readonly request: TrainingRequest; readonly settings: Gathered['settings'] };

const workloads: GatheredWorkload[] = [];

parentPort?.on('message', (message: ToTraining) => {
  if (message.type === 'workload') workloads.push(message.workload);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  else parentPort?.postMessage(trainSealed(message.request, { settings: message.settings, workloads }));
});
