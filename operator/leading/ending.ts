/** The end of a leader's work: all of it is waited for, since the next leader may begin, and what does not end is named. */
import type { Telemetry } from '../telemetry.ts';

/** Every part ends within this where all is well; a request that was under way, or a store that is slow, may take it. */
const lateAfterMs = 10_000;

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
