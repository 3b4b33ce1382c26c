import { engineSettingsOf, policyOf } from '../api/resource.ts';
import { createEngine, defaultPolicy } from '../engine/index.ts';
import { InputError } from './input.ts';
import { createLineWriter } from './output.ts';
import { playAll, unusedOf } from './replay/course.ts';
import { createPlayer } from './replay/player.ts';
import type { Streams } from './streams.ts';
import { readDetector } from './test/detector.ts';
import { createJudge } from './test/judge.ts';
import { createReading } from './test/reading.ts';
import { answerOf, reportOf } from './test/report.ts';

export interface TestOptions {
  /** Recordings of normal operation, to learn from first. */
  readonly train: readonly string[];
  readonly json: boolean;
}

/**
 * `logbot test`: what a LogDetector would have posted and paged of a recording, and why, before it is applied. Judges as the operator does, by the
 * wishes of the file; what the administrator allows is not asked. Returns the exit code.
 */
export async function testCommand(
  files: { readonly detector: string; readonly recording: string },
  { train, json }: TestOptions,
  streams: Streams,
): Promise<number> {
  try {
    const detector = await readDetector(files.detector);
    const { spec, name } = detector;
    const reading = await createReading(detector, [...train, files.recording], streams);
    const redaction = { ip: spec.redaction.ip, patterns: spec.redaction.patterns, salt: null };
    const engine = createEngine({ detector: name, ...engineSettingsOf(spec), redaction });
    const settings = { ...defaultPolicy, ...policyOf(spec), channel: spec.notify.channel, receiver: spec.paging.receiver };
    const judge = createJudge(engine, settings);
    const player = createPlayer(engine, { isRead: reading.isRead, looked: (nowMs, findings) => judge.looked(nowMs, findings) });
    const played = await playAll(files.recording, { train, player }, streams);
    const tested = { detector, recording: files.recording, played, judged: judge.judged, reading };
    const writer = createLineWriter(streams.out);
    await writer.line(json ? JSON.stringify(answerOf(tested)) : reportOf(tested));
    await writer.end();
    if (played.unused.size > 0) streams.err.write(`logbot test: ${unusedOf(played.unused)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    streams.err.write(`logbot test: ${error.message}\n`);
    return 1;
  }
}
