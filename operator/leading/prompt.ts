/** Does what is wished soon, once for all wishes that came meanwhile, and takes only a small part of the time for it. */
import type { Telemetry } from '../telemetry.ts';

export interface Prompt {
  wish(key: string): void;
}

/** Changes come in bursts. */
const shortestWaitMs = 10;
/** With thousands of pods one look takes some milliseconds, and there is always one that changes. */
const shareOfTime = 10;

interface PromptOptions {
  readonly signal: AbortSignal;
  readonly telemetry: Pick<Telemetry, 'emit'>;
  /** Milliseconds that only go forward. Default `performance.now`. */
  readonly elapsed?: () => number;
}

/** Without a wish nothing is kept of a key. */
export function createPrompt(work: (key: string) => void, options: PromptOptions): Prompt {
  const { signal, telemetry, elapsed = () => performance.now() } = options;
  const timers = new Map<string, NodeJS.Timeout>();
  let notBeforeMs = 0;
  signal.addEventListener('abort', () => timers.forEach((timer) => clearTimeout(timer)), { once: true });

  function run(key: string): void {
    timers.delete(key);
    const startedAtMs = elapsed();
    try {
      work(key);
    } catch (error) {
      telemetry.emit('UnexpectedError', { where: 'prompt', key, error: String(error) });
    }
    const endedAtMs = elapsed();
    notBeforeMs = Math.max(notBeforeMs, endedAtMs + (endedAtMs - startedAtMs) * (shareOfTime - 1));
  }

  return {
    wish(key) {
      if (signal.aborted || timers.has(key)) return;
      timers.set(
        key,
        setTimeout(() => run(key), Math.max(shortestWaitMs, notBeforeMs - elapsed())),
      );
    },
  };
}
