import type { Writable } from 'node:stream';

/** Writes many lines in few writes. */
export interface LineWriter {
  /** False once nobody reads any more. A promise only while it has to wait for the reader, since a million of them take longer than the lines. */
  line(text: string): boolean | Promise<boolean>;
  end(): Promise<void>;
}

const BUFFER = 65_536;

/** Waits while the reader is slow, and stops without a word when it has gone (EPIPE), as filters do. */
export function createLineWriter(out: Writable): LineWriter {
  let pending = '';
  let open = true;
  out.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== 'EPIPE') throw error;
  });
  const write = (): Promise<void> =>
    new Promise((resolve) => {
      const text = pending;
      pending = '';
      if (text === '' || !open) resolve();
      else out.write(text, () => resolve());
    });
  return {
    line(text) {
      pending += `${text}\n`;
      return pending.length < BUFFER ? open : write().then(() => open);
    },
    end: write,
  };
}
