/** Whether the leader can do its work: read, save and wake. What is wrong with one LogDetector alone stands in its own status. */
import type { Notifier } from '../notify/notify.ts';
import type { Supervisor } from '../pipeline/supervisor.ts';

/** A receiver is down now and then; whoever waits longer for a page is not woken by us. */
const pageWaitsAtMostMs = 15 * 60_000;

/** Null, or why not, in a sentence. */
export function findTrouble(supervisor: Pick<Supervisor, 'all'>, notifier: Pick<Notifier, 'waitingForMs'>): string | null {
  const pipelines = [...supervisor.all().values()];
  const unsaved = pipelines.find((pipeline) => pipeline.saveProblem() !== null)?.saveProblem();
  if (unsaved) return `What was read cannot be saved: ${unsaved}`;
  const streams = pipelines.map((pipeline) => pipeline.streams());
  const [problem] = streams.flatMap(({ problems }) => problems);
  if (problem !== undefined && streams.every(({ open }) => open === 0)) return `No log stream is open: ${problem}`;
  const waitedMin = Math.round(notifier.waitingForMs() / 60_000);
  return notifier.waitingForMs() > pageWaitsAtMostMs ? `A page has been waiting for its receiver for ${waitedMin} min.` : null;
}
