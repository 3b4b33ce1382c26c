import { InputError, openInputs } from '../input.ts';
import type { InputStreams } from '../input.ts';

/** A longer line is none that a person or program would write; it ends the reading instead of filling the memory. */
const LONGEST = 64 * 1_024 * 1_024;

export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** False of a last line without a line feed, which may have been cut off. */
  readonly isEnded: boolean;
}

/** The lines of one file, or of standard input for `-`. Throws an `InputError`. */
export async function* readLines(file: string, streams: InputStreams): AsyncGenerator<Line> {
  const [input] = await openInputs([file], streams);
  if (input === undefined || (file !== '-' && input.name !== file)) throw new InputError(`${file} is a folder; name a file in it`);
  const decoder = new TextDecoder();
  let rest = '';
  let number = 0;
  for await (const chunk of input.chunks) {
    const more = decoder.decode(chunk, { stream: true });
    rest += more;
    // A long line is taken apart once, not with every piece of it.
    const lines = more.includes('\n') ? rest.split('\n') : [rest];
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST) throw new InputError(`line ${number + lines.length + 1} of ${file} is longer than ${LONGEST} characters`);
    for (const text of lines) {
      number += 1;
      yield { text: text.endsWith('\r') ? text.slice(0, -1) : text, number, isEnded: true };
    }
  }
  if (rest !== '') yield { text: rest, number: number + 1, isEnded: false };
}
