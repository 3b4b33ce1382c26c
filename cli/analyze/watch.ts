/** Runs a reading before somebody's eyes: on a terminal a stream is drawn again and again, and a long input has a progress bar. */
import type { Writable } from 'node:stream';
import type { Input } from '../input.ts';
import { isTerminal } from '../text/colours.ts';
import { createScreen } from './live.ts';
import { createProgress } from './progress.ts';
import type { Reading } from './read.ts';

export interface Stage {
  readonly inputs: readonly Input[];
  readonly out: Writable;
  readonly err: Writable;
  /** The report as it is now, to be drawn in place. Null when programs read the output. */
  readonly draw: (() => readonly string[]) | null;
}

const PROGRESS_EVERY_MS = 200;
/** Drawing takes at most a tenth of the time, so that many patterns slow the reading down but little. */
const DRAW_EVERY_MS = 1_000;
const DRAW_SHARE = 10;

/** Answers as the reading does. */
export async function watch(reading: Reading, stage: Stage): Promise<readonly string[]> {
  const ended = stage.inputs.some(({ totalBytes }) => totalBytes === null) ? watchStream(stage) : watchFiles(reading, stage);
  try {
    return await reading.run();
  } finally {
    ended();
  }
}

/** Returns the function that ends the watching. */
function watchStream({ out, draw }: Stage): () => void {
  if (draw === null || !isTerminal(out)) return () => {};
  const screen = createScreen(out);
  let timer: NodeJS.Timeout;
  const redraw = (): void => {
    const startedAtMs = performance.now();
    screen.draw(draw());
    timer = setTimeout(redraw, Math.max(DRAW_EVERY_MS, (performance.now() - startedAtMs) * DRAW_SHARE));
  };
  timer = setTimeout(redraw, DRAW_EVERY_MS);
  return () => {
    clearTimeout(timer);
    screen.clear();
  };
}

function watchFiles(reading: Reading, { inputs, err }: Stage): () => void {
  if (!isTerminal(err)) return () => {};
  const progress = createProgress(
    err,
    inputs.reduce((sum, { totalBytes }) => sum + (totalBytes ?? 0), 0),
  );
  const timer = setInterval(() => progress.update(reading.readBytes), PROGRESS_EVERY_MS);
  return () => {
    clearInterval(timer);
    progress.stop();
  };
}
