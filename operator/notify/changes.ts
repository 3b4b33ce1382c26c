/** Tells receivers that keep a list of changes of the rollouts of those who page them. Wakes nobody; at least once, in order. */
import { encode } from '../store/record.ts';
import { keys } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Receiver } from './deliver.ts';
import type { Journal } from './journal.ts';
import type { Memory } from './memory.ts';
import type { Announcement } from './records.ts';

export interface ChangesOptions {
  readonly memory: Memory;
  readonly journal: Journal;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  readonly receivers: ReadonlyMap<string, Receiver>;
}

/** Whoever looks for what was changed looks at the last hour; older news are none. */
const newsForMs = 3_600_000;
const lookEveryMs = 5_000;
const failedPauseMs = 60_000;

/** Resolves when the signal aborts; never rejects. */
export async function tellChanges(options: ChangesOptions, signal: AbortSignal): Promise<void> {
  const pausedUntilMs = new Map<string, number>();
  while (!signal.aborted) {
    for (const [detector, announcement] of options.memory.announcements) {
      const { receiver } = announcement;
      if ((pausedUntilMs.get(receiver) ?? 0) > options.now()) continue;
      const trouble = await tellOf(detector, announcement, options, signal).catch((error: unknown) => String(error));
      if (signal.aborted) return;
      if (trouble === null) continue;
      // Somebody else's list of changes is no reason to stop or to page less.
      pausedUntilMs.set(receiver, options.now() + failedPauseMs);
      options.telemetry.emit('ChangeFailed', { receiver, detector, message: trouble.slice(0, 500) });
    }
    await options.journal.next(signal, lookEveryMs);
  }
}

async function tellOf(
  detector: string,
  { receiver: name, rollouts }: Announcement,
  options: ChangesOptions,
  signal: AbortSignal,
): Promise<null> {
  const { memory, journal, now, telemetry, receivers } = options;
  const receiver = receivers.get(name);
  if (!receiver?.announce) return null;
  const fromMs = Math.max(memory.announced.get(detector)?.untilAtMs ?? 0, now() - newsForMs);
  for (const { workload, atMs, text } of rollouts.filter((one) => one.atMs > fromMs).toSorted((a, b) => a.atMs - b.atMs)) {
    await receiver.announce({ detector, workload, atMs, text }, signal);
    telemetry.emit('ChangeTold', { receiver: name, detector });
    memory.announced.set(detector, { untilAtMs: atMs });
    await journal.write([{ put: keys.announced(detector), value: encode({ untilAtMs: atMs }) }]);
  }
  return null;
}
