/** Whether the operator answers, as the bot's log hears of it: quietly while both start, then once and now and then, until it is over. */
import { wordsOf, type BotLog } from './log.ts';

export interface Reach {
  reached(): void;
  failed(error: unknown): void;
}

/** The two containers of a pod start together, and the operator opens its store before it answers. */
const startsWithinMs = 15_000;
/** It is tried every second; long enough to be read, short enough to show that it is still so. */
const sayAgainAfterMs = 5 * 60_000;

export function createReach(log: BotLog, now: () => number): Reach {
  const startedAtMs = now();
  let hasAnswered = false;
  let saidAtMs: number | null = null;
  return {
    reached() {
      hasAnswered = true;
      if (saidAtMs !== null) log.info('OperatorReached');
      saidAtMs = null;
    },
    failed(error) {
      const nowMs = now();
      const isStarting = !hasAnswered && nowMs - startedAtMs < startsWithinMs;
      if (isStarting || (saidAtMs !== null && nowMs - saidAtMs < sayAgainAfterMs)) return;
      saidAtMs = nowMs;
      log.warn('OperatorUnreachable', { message: withCause(error) });
    },
  };
}

/** The sentence for people, and what the system said below it, such as that a file is missing or a connection refused. */
function withCause(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause !== undefined) deepest = deepest.cause;
  return deepest === error ? wordsOf(error) : `${wordsOf(error)} (${wordsOf(deepest)})`;
}
