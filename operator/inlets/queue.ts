/** What has been told and is not handed on yet: a bound, and pauses in which log lines have their turn. */
export interface InletQueue<T> {
  /** All of them or none: false when there is no room. */
  offer(items: readonly T[]): boolean;
  readonly length: number;
}

/** Some megabytes; at a few microseconds each it is empty in well under a second. */
const waitingAtMost = 20_000;
/** Handed on in one go. */
const sliceLength = 500;

/** `onLength` hears of every change. */
export function createInletQueue<T>(
  handOn: (item: T) => void,
  onLength: (length: number) => void = () => undefined,
  atMost = waitingAtMost,
): InletQueue<T> {
  let waiting: T[] = [];
  let isDraining = false;

  function drain(): void {
    const slice = waiting.slice(0, sliceLength);
    waiting = waiting.slice(slice.length);
    for (const item of slice) handOn(item);
    onLength(waiting.length);
    isDraining = waiting.length > 0;
    if (isDraining) setImmediate(drain);
  }

  return {
    get length() {
      return waiting.length;
    },
    offer(items) {
      if (waiting.length + items.length > atMost) return false;
      waiting.push(...items);
      onLength(waiting.length);
      if (!isDraining && waiting.length > 0) {
        isDraining = true;
        setImmediate(drain);
      }
      return true;
    },
  };
}
