/** What is to happen when: actions by their time, and those of one time in the order in which they were entered. */

export interface Agenda {
  readonly nowMs: number;
  /** Times that are over count as now. */
  at(atMs: number, action: () => void): void;
  after(forMs: number, action: () => void): void;
  /** Carries out all that is due before `untilMs`, also what is entered meanwhile. */
  run(untilMs: number): void;
}

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

export function createAgenda(startAtMs: number): Agenda {
  const heap: Entry[] = [];
  let nowMs = startAtMs;
  let order = 0;
  const at = (atMs: number, action: () => void): void => {
    order += 1;
    rise(heap, { atMs: Math.max(atMs, nowMs), order, action });
  };
  return {
    get nowMs() {
      return nowMs;
    },
    at,
    after: (forMs, action) => at(nowMs + forMs, action),
    run(untilMs) {
      for (let [first] = heap; first !== undefined && first.atMs < untilMs; [first] = heap) {
        takeFirst(heap);
        nowMs = first.atMs;
        first.action();
      }
      nowMs = untilMs;
    },
  };
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function rise(heap: Entry[], entry: Entry): void {
  let place = heap.push(entry) - 1;
  for (;;) {
    const above = (place - 1) >> 1;
    const parent = heap[above];
    if (place === 0 || parent === undefined || isBefore(parent, entry)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = entry;
}

function takeFirst(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    const [a, b] = [heap[left], heap[left + 1]];
    if (a === undefined) break;
    const [child, at] = b !== undefined && isBefore(b, a) ? [b, left + 1] : [a, left];
    if (isBefore(last, child)) break;
    heap[place] = child;
    place = at;
  }
  heap[place] = last;
}
