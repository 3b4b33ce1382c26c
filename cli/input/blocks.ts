import { InputError, openInputs } from '../input.ts';
import type { InputStreams } from '../input.ts';

/** A longer line is none that a person or program would write; it ends the reading instead of filling the memory. */
const LONGEST = 64 * 1_024 * 1_024;
const LINE_FEED = 10;

/** Lines as bytes, as many as a read of the file brings. They are the reader's own, to do with as it likes. */
export interface Block {
  readonly bytes: Buffer;
  /** False of a last line without a line feed, which may have been cut off and is a block of its own. */
  readonly isEnded: boolean;
}

/** The lines of one file, or of standard input for `-`. Throws an `InputError`. */
export async function* readBlocks(file: string, streams: InputStreams): AsyncGenerator<Block> {
  const [input] = await openInputs([file], streams);
  if (input === undefined || (file !== '-' && input.name !== file)) throw new InputError(`${file} is a folder; name a file in it`);
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  for await (const chunk of input.chunks) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      yield { bytes: Buffer.concat([...rest, chunk.subarray(0, end)]), isEnded: true };
      rest = [];
      restBytes = 0;
    }
    if (end === chunk.length) continue;
    rest.push(chunk.subarray(end));
    restBytes += chunk.length - end;
    if (restBytes > LONGEST) throw new InputError(`${file} has a line that is longer than ${LONGEST} bytes`);
  }
  if (restBytes > 0) yield { bytes: Buffer.concat(rest), isEnded: false };
}
