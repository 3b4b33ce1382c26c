/** Private keys that a container writes over several lines: no line by itself shows what it is a part of. */
export interface KeyBlocks {
  /** Whether the line stands within such a block, its last line included; to be asked of every line of a container, in order. */
  holds(container: string, line: string): boolean;
}

/** The longest key has some hundred lines; what has no end by then is none. */
const linesAtMost = 200;
const containersAtMost = 1_000;
const begins = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const ends = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/;

export function createKeyBlocks(): KeyBlocks {
  /** Lines of the block so far, of each container that is within one. */
  const open = new Map<string, number>();
  return {
    holds(container, line) {
      const lines = open.get(container);
      const isEnd = ends.test(line);
      if (lines === undefined) {
        if (!isEnd && begins.test(line) && open.size < containersAtMost) open.set(container, 0);
        return false;
      }
      if (isEnd || lines >= linesAtMost) open.delete(container);
      else open.set(container, lines + 1);
      return true;
    },
  };
}
