import { createEngine } from '../engine/index.ts';
import { InputError } from './input.ts';
import { createLineWriter } from './output.ts';
import { answerOf } from './replay/answer.ts';
import { createPlayer } from './replay/player.ts';
import type { Player } from './replay/player.ts';
import { readRecording } from './replay/recording.ts';
import { storyOf } from './replay/story.ts';
import { surveyOf } from './replay/survey.ts';
import type { Survey } from './replay/survey.ts';
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
    const survey = await surveyOf(file, streams);
    const player = createPlayer(createEngine({ detector: 'replay' }));
    for (const lesson of planLessons(await surveysOf(train, streams), survey)) await play(lesson, player, streams);
    player.begin();
    await play({ file, survey, shiftMs: 0 }, player, streams);
    const played = player.end();
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

interface Lesson {
  readonly file: string;
  readonly survey: Survey;
  /** Added to its times. */
  readonly shiftMs: number;
}

/** Between two recordings, so that what waits at the end of one is finished before the next. */
const pauseMs = 60_000;

/** What is learned from is moved in time to just before the recording, for a baseline knows nothing of what comes after. */
function planLessons(lessons: readonly (readonly [file: string, survey: Survey])[], { fromAtMs }: Survey): Lesson[] {
  const planned: Lesson[] = [];
  let untilAtMs = fromAtMs - pauseMs;
  for (const [file, survey] of lessons.toReversed()) {
    planned.unshift({ file, survey, shiftMs: untilAtMs - survey.toAtMs });
    untilAtMs -= survey.toAtMs - survey.fromAtMs + pauseMs;
  }
  return planned;
}

async function surveysOf(files: readonly string[], streams: Streams): Promise<[string, Survey][]> {
  const surveys: [string, Survey][] = [];
  for (const file of files) surveys.push([file, await surveyOf(file, streams)]);
  return surveys;
}

async function play({ file, survey, shiftMs }: Lesson, player: Player, streams: Streams): Promise<void> {
  const onCutOff = (): void => void streams.err.write(`logbot replay: the last line of ${file} is cut off, and was left out\n`);
  for await (const recorded of readRecording(file, streams, onCutOff)) player.play(recorded, { survey, shiftMs });
}

function unusedOf(unused: ReadonlyMap<string, number>): string {
  const counts = [...unused].map(([name, count]) => `${count} ${name}`).join(', ');
  return `this release does not judge by these lines, and passed them over: ${counts}`;
}
