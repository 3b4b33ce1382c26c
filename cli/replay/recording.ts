import { readRecorded } from '../../api/recording.ts';
import type { Recorded } from '../../api/recording.ts';
import { readLines } from '../input/lines.ts';
import { InputError } from '../input.ts';
import type { InputStreams } from '../input.ts';

/** The lines of a recording in their order. Throws an `InputError` that names the line that is none. */
export async function* readRecording(file: string, streams: InputStreams): AsyncGenerator<Recorded> {
  for await (const { text, number } of readLines(file, streams)) {
    if (text.trim() === '') continue;
    yield readLine(text, file, number);
  }
}

function readLine(text: string, file: string, number: number): Recorded {
  try {
    return readRecorded(text);
  } catch (error) {
    throw new InputError(`line ${number} of ${file} ${error instanceof Error ? error.message : 'cannot be read'}`, { cause: error });
  }
}
