/** A progress bar for an input whose size is known, on a terminal's standard error. */
import type { Writable } from 'node:stream';
import { Presets, SingleBar } from 'cli-progress';
import { bytesText } from '../text/numbers.ts';

export interface Progress {
  update(readBytes: number): void;
  /** Takes the bar away. */
  stop(): void;
}

export function createProgress(err: Writable, totalBytes: number): Progress {
  const bar = new SingleBar(
    {
      stream: err,
      format: '{bar} {percentage} % of {size}',
      barsize: 30,
      clearOnComplete: true,
      // Ctrl-C ends the process at once, which then could not give back a cursor or the wrapping of lines.
      hideCursor: false,
      linewrap: true,
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  let isShown = false;
  return {
    update(readBytes) {
      if (!isShown) bar.start(totalBytes, readBytes, { size: bytesText(totalBytes) });
      isShown = true;
      bar.update(readBytes);
    },
    stop() {
      if (isShown) bar.stop();
    },
  };
}
