import { readRecorded, timeOfPlainLog } from '../../api/recording.ts';
import type { Recorded } from '../../api/recording.ts';
import { readLines } from '../input/lines.ts';
import type { Line } from '../input/lines.ts';
import { InputError } from '../input.ts';
import type { InputStreams } from '../input.ts';

/**
 * The lines of a recording in their order. Throws an `InputError` that names the line that is none; a last one that a full disk or a killed process has cut
 * off is left out, and `onCutOff` called.
 */
export async function* readRecording(file: string, streams: InputStreams, onCutOff: () => void = () => {}): AsyncGenerator<Recorded> {
  for await (const line of readLines(file, streams)) {
    if (line.text.trim() === '') continue;
    const recorded = readLine(line, file);
    if (recorded === null) onCutOff();
    else yield recorded;
  }
}

/** The time of a log line, as a survey needs no more of it. */
export interface Glance {
  readonly type: 'glance';
  readonly atMs: number;
}

/** As `readRecording`, but a log line in the form in which `logbot record` writes it is not parsed: whoever plays it later will refuse what is wrong with it. */
export async function* glanceRecording(file: string, streams: InputStreams): AsyncGenerator<Recorded | Glance> {
  for await (const line of readLines(file, streams)) {
    const atMs = timeOfPlainLog(line.text);
    if (atMs !== null) yield { type: 'glance', atMs };
    else if (line.text.trim() !== '') {
      const recorded = readLine(line, file);
      if (recorded !== null) yield recorded;
    }
  }
}

/** Null for what is cut off. */
function readLine({ text, number, isEnded }: Line, file: string): Recorded | null {
  try {
    return readRecorded(text);
  } catch (error) {
    if (!isEnded && number > 1) return null;
    throw new InputError(`line ${number} of ${file} ${error instanceof Error ? error.message : 'cannot be read'}`, { cause: error });
  }
}
