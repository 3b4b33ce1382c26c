/** The end of a leader's work: all of it is waited for, since the next leader may begin, and what does not end is named. */
import type { Telemetry } from '../telemetry.ts';

/** Every part ends within this where all is well; a request that was under way, or a store that is slow, may take it. */
const lateAfterMs = 10_000;
/** A store that hangs takes its time for each note of a page, one after the other; whoever leads next knows what is in it, and nothing else counts. */
export const pagesEndWithinMs = 20_000;

/** Rejects as the first part does. */
export async function endOf(
  parts: Readonly<Record<string, Promise<unknown> | undefined>>,
  telemetry: Pick<Telemetry, 'emit'>,
  forMs = lateAfterMs,
): Promise<void> {
  const begun = Object.entries(parts).flatMap(([name, part]) => (part ? [[name, part] as const] : []));
  const open = new Set(begun.map(([name]) => name));
  const timer = setTimeout(() => {
    const error = `${[...open].join(', ')}: told to end ${forMs / 1000} s ago`;
    telemetry.emit('UnexpectedError', { where: 'leading.stop', error });
  }, forMs);
  try {
    await Promise.all(begun.map(([name, part]) => part.finally(() => open.delete(name))));
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves as the work does, or after `forMs`: for work whose rest nobody misses. */
export async function atMost(work: Promise<unknown>, forMs: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, forMs);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
