/** Who acknowledges where they were woken need not do so in Slack too: receivers that can be asked are, while an acknowledgement is missed. */
import type { Mark } from '../../api/contract.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Receiver } from './deliver.ts';
import { triggeredAt } from './escalation.ts';
import type { Journal } from './journal.ts';
import type { Memory } from './memory.ts';
import { isTrigger } from './page.ts';

export interface AcknowledgementOptions {
  readonly memory: Memory;
  readonly journal: Journal;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  /** As if it had been said in Slack. */
  mark(this: void, reference: string, mark: Mark): Promise<unknown>;
}

/** Far sooner than anybody else is woken, and no load for whoever is asked. */
const askEveryMs = 60_000;
const lookEveryMs = 10_000;

/** Until the signal aborts; never rejects. Only the leader may call it. */
export async function followAcknowledgements(options: AcknowledgementOptions, signal: AbortSignal): Promise<void> {
  const { memory, journal, now } = options;
  const askedAtMs = new Map<string, number>();
  while (!signal.aborted) {
    for (const key of askedAtMs.keys()) if (!memory.incidents.has(key)) askedAtMs.delete(key);
    for (const { key, dedupKey, receiver } of missed(options)) {
      if (now() - (askedAtMs.get(key) ?? -Infinity) < askEveryMs) continue;
      askedAtMs.set(key, now());
      await ask(options, { key, dedupKey, receiver }, signal);
    }
    await journal.next(signal, lookEveryMs);
  }
}

interface Asked {
  /** `namespace/name/id` of the incident. */
  readonly key: string;
  readonly dedupKey: string;
  readonly receiver: Receiver;
}

/** Pages that were taken and that nobody has acknowledged since. */
function missed({ memory, receivers }: AcknowledgementOptions): readonly Asked[] {
  return [...memory.incidents].flatMap(([key, { page }]) => {
    if (!page) return [];
    const receiver = receivers.get(page.receiver);
    if (!receiver?.acknowledged || !isTrigger(page.turn) || (memory.pages.get(key)?.doneTurn ?? 0) < page.turn) return [];
    const marks = memory.marks.get(key)?.marks ?? [];
    const isSeen = marks.some(({ mark, atMs }) => mark === 'acknowledge' && atMs >= triggeredAt(page));
    return isSeen ? [] : [{ key, dedupKey: page.dedupKey, receiver }];
  });
}

/** Who cannot be asked has not acknowledged: somebody else is woken, as if it could never be asked. */
async function ask(
  { mark, now, telemetry }: AcknowledgementOptions,
  { key, dedupKey, receiver }: Asked,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (await receiver.acknowledged?.(dedupKey, signal)) await mark(key, { mark: 'acknowledge', user: receiver.name, atMs: now() });
  } catch (error) {
    if (!signal.aborted) telemetry.emit('AcknowledgementUnknown', { receiver: receiver.name, error: String(error).slice(0, 300) });
  }
}
