import type { Readable, Writable } from 'node:stream';

/** What a command reads from and writes to, so that a test can hand in its own. */
export interface Streams {
  readonly in: Readable;
  readonly out: Writable;
  readonly err: Writable;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
