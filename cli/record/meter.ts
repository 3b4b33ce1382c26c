/** How far a recording is, on a terminal's standard error. */
import type { Writable } from 'node:stream';
import { duration } from '../text/clock.ts';
import { bytesText, counted } from '../text/numbers.ts';

export interface Meter {
  /** Takes in whole lines of the recording. */
  count(text: string): void;
  /** Of the time asked for, 0 to 1. */
  readonly share: number;
  /** Takes the line away, and with a sentence says what there is now. */
  end(how: string | null): void;
}

const drawEveryMs = 500;

export function createMeter(forMs: number, err: Writable, now: () => number): Meter {
  const startedAtMs = now();
  const isTerminal = 'isTTY' in err && err.isTTY === true;
  let [lines, missed, bytes, drawnAtMs] = [0, 0, 0, 0];
  const told = (): string =>
    [counted(lines, 'line'), bytesText(bytes), ...(missed > 0 ? [`${counted(missed, 'line')} missed`] : [])].join(', ');
  return {
    count(text) {
      bytes += Buffer.byteLength(text);
      for (const line of text.split('\n')) {
        if (line.includes('"type":"log"')) lines += 1;
        else if (line.includes('"type":"missed"')) missed += missedIn(line);
      }
      if (!isTerminal || now() - drawnAtMs < drawEveryMs) return;
      drawnAtMs = now();
      err.write(`\r\u001B[K${told()}, ${duration(now() - startedAtMs)} of ${duration(forMs)}; Ctrl-C ends it`);
    },
    get share() {
      return (now() - startedAtMs) / forMs;
    },
    end(how) {
      if (isTerminal && drawnAtMs > 0) err.write('\r\u001B[K');
      if (how !== null) err.write(`logbot record: ${told()}, ${duration(now() - startedAtMs)}; ${how}\n`);
    },
  };
}

function missedIn(line: string): number {
  return Number(/"lines":(\d+)/.exec(line)?.[1] ?? 0);
}
