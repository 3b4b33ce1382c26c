/** In which format each container of a workload writes, and when that has changed: counted over its records, whatever pod they come from. */
import type { LineFormat } from '../line/record.ts';

export interface FormatChange {
  readonly container: string;
  readonly from: LineFormat;
  readonly to: LineFormat;
  /** When the first of the records came that are written otherwise. */
  readonly atMs: number;
}

export type NoteFormat = (format: LineFormat | undefined, atMs: number) => void;

export interface Formats {
  /** Takes in the formats of one container's records. */
  of(container: string): NoteFormat;
  /** Changes of the last day that have not gone back. */
  changes(nowMs: number): readonly FormatChange[];
  snapshot(): FormatsState;
  restore(state: FormatsState): void;
}

export type FormatsState = readonly SavedTally[];

/** Container, its usual format, the format of the last window, when that one began, and the change: from, when. */
type SavedTally = readonly [string, LineFormat | null, LineFormat | null, number, readonly [LineFormat, number] | null];

interface Tally {
  readonly counts: Record<LineFormat, number>;
  /** The format of the last record, and how many in a row had it that are not in `counts` yet: most are of the format of the one before. */
  current: LineFormat;
  inARow: number;
  records: number;
  beganAtMs: number;
  /** What nearly all records of two windows in a row had. */
  usual: LineFormat | null;
  /** Of the window before; null when it was mixed. */
  last: LineFormat | null;
  lastBeganAtMs: number;
  change: { readonly from: LineFormat; readonly atMs: number } | null;
}

/** Records that make a window, and the share of them that names it: start-up banners and crashes are no change of format. */
const windowRecords = 200;
const clearShare = 0.9;
/** A workload has a handful; a name that is made up cannot fill the memory. */
const mostContainers = 16;
const tellForMs = 86_400_000;

export function createFormats(): Formats {
  const tallies = new Map<string, Tally>();
  return {
    of(container) {
      let tally = tallies.get(container);
      if (tally === undefined && tallies.size < mostContainers) tallies.set(container, (tally = createTally()));
      return (format, atMs) => {
        if (format !== undefined && tally !== undefined) count(tally, format, atMs);
      };
    },
    changes: (nowMs) =>
      [...tallies].flatMap(([container, { usual, change }]) =>
        usual === null || change === null || nowMs - change.atMs > tellForMs ? [] : [{ container, to: usual, ...change }],
      ),
    snapshot: () =>
      [...tallies].map(([container, { usual, last, lastBeganAtMs, change }]) => [
        container,
        usual,
        last,
        lastBeganAtMs,
        change && [change.from, change.atMs],
      ]),
    restore(state) {
      tallies.clear();
      for (const [container, usual, last, lastBeganAtMs, change] of state)
        tallies.set(container, { ...createTally(), usual, last, lastBeganAtMs, change: change && { from: change[0], atMs: change[1] } });
    },
  };
}

function createTally(): Tally {
  return {
    counts: { json: 0, fields: 0, header: 0, plain: 0 },
    current: 'plain',
    inARow: 0,
    records: 0,
    beganAtMs: 0,
    usual: null,
    last: null,
    lastBeganAtMs: 0,
    change: null,
  };
}

function count(tally: Tally, format: LineFormat, atMs: number): void {
  if (tally.records === 0) tally.beganAtMs = atMs;
  if (format !== tally.current) moveTo(tally, format);
  tally.inARow += 1;
  tally.records += 1;
  if (tally.records < windowRecords) return;
  moveTo(tally, format);
  closeWindow(tally);
  tally.records = 0;
  tally.counts.json = tally.counts.fields = tally.counts.header = tally.counts.plain = 0;
}

function moveTo(tally: Tally, format: LineFormat): void {
  tally.counts[tally.current] += tally.inARow;
  tally.current = format;
  tally.inARow = 0;
}

/** A format becomes usual when two windows in a row are clearly of it. */
function closeWindow(tally: Tally): void {
  const { counts, records, beganAtMs, usual, last, lastBeganAtMs } = tally;
  const clear = formats.find((format) => counts[format] >= clearShare * records) ?? null;
  if (clear !== null && clear === last && clear !== usual) {
    const isBack = tally.change?.from === clear;
    if (usual !== null) tally.change = isBack || !isTold(usual, clear) ? null : { from: usual, atMs: lastBeganAtMs };
    tally.usual = clear;
  }
  if (clear !== last || clear === null) tally.lastBeganAtMs = beganAtMs;
  tally.last = clear;
}

const formats: readonly LineFormat[] = ['json', 'fields', 'header', 'plain'];

/** Whether plain lines have a header or not is also a matter of how much of them has been learned. */
function isTold(from: LineFormat, to: LineFormat): boolean {
  return isStructured(from) || isStructured(to);
}

function isStructured(format: LineFormat): boolean {
  return format === 'json' || format === 'fields';
}
