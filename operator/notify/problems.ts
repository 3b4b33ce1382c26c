/** Channels and receivers that do not take what they are given, for the conditions of the LogDetectors that use them. */
import { isTrigger } from './page.ts';
import type { Memory } from './memory.ts';
import { isUndelivered } from './compose.ts';

export interface NotifyProblem {
  readonly kind: 'channel' | 'receiver';
  readonly name: string;
  /** The code of the refusal, such as `channel_not_found` or `ReceiverRejected`. */
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
  for (const { receiver, failure, doneTurn, attemptedTurn } of memory.pages.values()) {
    const isGivenUp = doneTurn >= attemptedTurn && !isTrigger(doneTurn);
    if (!failure || isGivenUp) continue;
    problems.set(`receiver ${receiver}`, { kind: 'receiver', name: receiver, code: failure.code, message: failure.message });
  }
  return [...problems.values()];
}
