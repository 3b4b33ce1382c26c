/** Parts bytes into what is looked at as one: a line, or all the lines of a private key. */

export interface Block {
  /** Number of its first line, from 1. */
  readonly number: number;
  /** Its lines, joined by line feeds. */
  readonly text: string;
}

export interface Blocks {
  /** The blocks that are whole with these bytes. */
  take(bytes: Uint8Array): readonly Block[];
  /** What is left, also a last line without its line feed. */
  end(): readonly Block[];
  readonly lines: number;
  readonly cutLines: number;
}

const LINE_FEED = 10;
/** As much of a line as the engine reads. */
const LINE_BYTES = 65_536;
/** The longest keys in use have some hundred lines; an end that never comes must not hold the rest of the log. */
const KEY_LINES = 300;
const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/;

export function createBlocks(): Blocks {
  const decoder = new TextDecoder();
  let held = new Uint8Array(0);
  let heldBytes = 0;
  let key: string[] = [];
  const blocks = {
    lines: 0,
    cutLines: 0,
    take(bytes: Uint8Array): readonly Block[] {
      const ready: Block[] = [];
      let at = 0;
      for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, at)) {
        hold(bytes.subarray(at, feed));
        ready.push(...endLine());
        at = feed + 1;
      }
      hold(bytes.subarray(at));
      return ready;
    },
    end: (): readonly Block[] => [...(heldBytes > 0 ? endLine() : []), ...release()],
  };

  function hold(bytes: Uint8Array): void {
    heldBytes += bytes.length;
    const kept = bytes.subarray(0, Math.max(0, LINE_BYTES - held.length));
    if (kept.length === 0) return;
    const joined = new Uint8Array(held.length + kept.length);
    joined.set(held);
    joined.set(kept, held.length);
    held = joined;
  }

  function endLine(): readonly Block[] {
    const line = decoder.decode(held).replace(/\r$/, '');
    blocks.lines += 1;
    if (heldBytes > held.length) blocks.cutLines += 1;
    held = new Uint8Array(0);
    heldBytes = 0;
    if (key.length === 0 && !(KEY_BEGIN.test(line) && !KEY_END.test(line))) return [{ number: blocks.lines, text: line }];
    key.push(line);
    return KEY_END.test(line) || key.length >= KEY_LINES ? release() : [];
  }

  function release(): readonly Block[] {
    if (key.length === 0) return [];
    const block = { number: blocks.lines - key.length + 1, text: key.join('\n') };
    key = [];
    return [block];
  }

  return blocks;
}
