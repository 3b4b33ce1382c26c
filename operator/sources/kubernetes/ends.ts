/**
 * Logs whose open reading came to an end while nobody knew yet that their container had ended. The next word is that of the pod, which
 * comes with another description of the instance or not at all: a pod may be deleted in the moment in which it ends.
 */
interface End {
  /** What stood after the last line end; it comes again when the log is opened again, and is a line when it never can be. */
  readonly rest: Buffer | null;
}

export interface Ends {
  get(stream: string): End | undefined;
  set(stream: string, end: End): void;
  delete(stream: string): void;
}

/** More than can be open; of those that nobody asks for any more the oldest go. */
const keptAtMost = 10_000;

export function createEnds(): Ends {
  const ends = new Map<string, End>();
  return {
    get: (stream) => ends.get(stream),
    set(stream, end) {
      ends.delete(stream);
      ends.set(stream, end);
      if (ends.size > keptAtMost) ends.delete(ends.keys().next().value ?? '');
    },
    delete: (stream) => void ends.delete(stream),
  };
}
