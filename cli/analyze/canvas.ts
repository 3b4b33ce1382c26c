/** What all parts of a report for a person are drawn with. */
import { createClock } from '../text/clock.ts';
import type { Clock } from '../text/clock.ts';
import type { Colours } from '../text/colours.ts';
import { createColumns } from './columns.ts';
import type { Columns } from './columns.ts';
import type { Report } from './report.ts';

export interface Canvas {
  readonly report: Report;
  readonly colours: Colours;
  /** Columns of the terminal. */
  readonly width: number;
  readonly columns: Columns;
  readonly clock: Clock;
  /** Whether patterns have to say which workload they are of. */
  readonly isNamed: boolean;
  /** Whether a low terminal makes every line count. */
  readonly isTight: boolean;
}

/** What it is drawn on. */
export interface Look {
  readonly colours: Colours;
  readonly width: number;
  /** Lines that there are; null for any number. */
  readonly height: number | null;
}

/** A narrow terminal has room for short sparklines only. */
const WIDE = 110;
const LOW = 34;

export function createCanvas(report: Report, { colours, width, height }: Look): Canvas {
  const columns = createColumns(report, width >= WIDE ? 32 : 20);
  const clock = createClock(columns.range?.fromAtMs ?? 0, columns.range?.toAtMs ?? 0);
  return { report, colours, width, columns, clock, isNamed: report.workloads.length > 1, isTight: height !== null && height < LOW };
}
