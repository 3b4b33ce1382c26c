/** Channels and receivers that do not take what they are given, for the conditions of the LogDetectors that use them. */
import { isTrigger } from './page.ts';
import type { Memory } from './memory.ts';
import { isUndelivered } from './compose.ts';
import type { PageRecord } from './records.ts';

export interface NotifyProblem {
  readonly kind: 'channel' | 'receiver';
  readonly name: string;
  /** The code of the refusal, such as `channel_not_found` or `ReceiverRejected`; `PageGivenUp` for what nobody took within a day. */
  readonly code: string;
  /** A sentence that says what to do. */
  readonly message: string;
}

/** One for each channel and receiver, the newest. */
export function findProblems(memory: Memory): readonly NotifyProblem[] {
  const problems = new Map<string, NotifyProblem>();
  for (const [id, { failure }] of memory.deliveries) {
    const post = memory.posts.get(id);
    if (!failure || !post || !isUndelivered(post, memory)) continue;
    problems.set(`channel ${post.channel}`, { kind: 'channel', name: post.channel, code: failure.code, message: failure.message });
  }
  for (const page of memory.pages.values()) {
    const { receiver } = page;
    const trouble = troubleOf(page, lastTaken(memory, receiver));
    if (trouble) problems.set(`receiver ${receiver}`, { kind: 'receiver', name: receiver, ...trouble });
  }
  for (const [name, trouble] of memory.silences) problems.set(`receiver ${name}`, { kind: 'receiver', name, ...trouble });
  return [...problems.values()];
}

type Trouble = Pick<NotifyProblem, 'code' | 'message'>;

/** A page that was given up is a problem until the receiver has taken another; of a resolve the message in Slack says enough. */
function troubleOf({ failure, title, receiver, ...page }: PageRecord, lastTakenAtMs: number): Trouble | null {
  if (!failure) return null;
  if (page.abandonedAtMs !== undefined) {
    const message = `The page "${title.slice(0, 200)}" to ${receiver} was given up after a day. ${failure.message}`;
    return lastTakenAtMs > page.abandonedAtMs ? null : { code: 'PageGivenUp', message };
  }
  const isGivenUp = page.doneTurn >= page.attemptedTurn && !isTrigger(page.doneTurn);
  return isGivenUp ? null : failure;
}

function lastTaken({ pages }: Memory, receiver: string): number {
  return Math.max(0, ...[...pages.values()].flatMap((page) => (page.receiver === receiver && !page.failure ? [page.atMs ?? 0] : [])));
}
