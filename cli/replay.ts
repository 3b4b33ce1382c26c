import { createEngine } from '../engine/index.ts';
import { InputError } from './input.ts';
import { createLineWriter } from './output.ts';
import { answerOf } from './replay/answer.ts';
import { playAll, unusedOf } from './replay/course.ts';
import { createPlayer } from './replay/player.ts';
import { storyOf } from './replay/story.ts';
import type { Streams } from './streams.ts';

export interface ReplayOptions {
  /** Recordings of normal operation, to learn from first. */
  readonly train: readonly string[];
  readonly json: boolean;
}

/**
 * `logbot replay`: feeds a recording through the engine that the operator runs, on the recording's own clock, and prints what it found. The same input
 * gives the same bytes on any machine. Returns the exit code.
 */
export async function replayCommand(file: string, { train, json }: ReplayOptions, streams: Streams): Promise<number> {
  try {
    const played = await playAll(file, { train, player: createPlayer(createEngine({ detector: 'replay' })) }, streams);
    const writer = createLineWriter(streams.out);
    await writer.line(json ? JSON.stringify(answerOf(file, played)) : storyOf(played));
    await writer.end();
    if (played.unused.size > 0) streams.err.write(`logbot replay: ${unusedOf(played.unused)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    streams.err.write(`logbot replay: ${error.message}\n`);
    return 1;
  }
}
