/** The course of a replay: what is learned from comes first, moved to just before what is judged. */
import type { Streams } from '../streams.ts';
import type { Played, Player } from './player.ts';
import { readRecording } from './recording.ts';
import { surveyOf } from './survey.ts';
import type { Survey } from './survey.ts';

export interface Course {
  /** Recordings of normal operation. */
  readonly train: readonly string[];
  readonly player: Player;
}

/** Throws an `InputError` for what cannot be read. */
export async function playAll(file: string, { train, player }: Course, streams: Streams): Promise<Played> {
  const survey = await surveyOf(file, streams);
  for (const lesson of planLessons(await surveysOf(train, streams), survey)) await play(lesson, player, streams);
  player.begin();
  await play({ file, survey, shiftMs: 0 }, player, streams);
  return player.end();
}

/** A sentence on the lines that nothing was made of. */
export function unusedOf(unused: ReadonlyMap<string, number>): string {
  const counts = [...unused].map(([name, count]) => `${count} ${name}`).join(', ');
  return `this release does not judge by these lines, and passed them over: ${counts}`;
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
  const onCutOff = (): void => void streams.err.write(`the last line of ${file} is cut off, and was left out\n`);
  const source = { survey, shiftMs };
  await readRecording(file, streams, { take: (read) => player.play(read, source), onCutOff });
}
