/** Who may tell something, and about which namespaces: each inlet of the administrator's configuration has a token of its own in a mounted file. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { InletConfiguration } from '../../api/configuration.ts';
import type { Telemetry } from '../telemetry.ts';

export interface InletAccess {
  /** The inlet whose token the `Authorization` header carries; null when it carries none of them. */
  of(header: string | undefined): Promise<InletConfiguration | null>;
}

export interface InletAccessOptions {
  readonly inlets: () => readonly InletConfiguration[];
  readonly readSecret: (path: string) => Promise<string>;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

/** A rotated Secret is used after it; a file is not read for each request. */
const rememberedForMs = 10_000;
/** Fewer can be tried through. */
const leastTokenLength = 16;

interface Remembered {
  readonly atMs: number;
  /** Null: there is no token that could be used. */
  readonly expected: Buffer | null;
}

export function createInletAccess({ inlets, readSecret, now, telemetry }: InletAccessOptions): InletAccess {
  const remembered = new Map<string, Remembered>();

  async function expectedOf(path: string): Promise<Buffer | null> {
    const known = remembered.get(path);
    if (known !== undefined && now() - known.atMs < rememberedForMs) return known.expected;
    const token = (await readSecret(path).catch(() => '')).trim();
    const expected = token.length < leastTokenLength ? null : digest(`Bearer ${token}`);
    if (expected === null)
      telemetry.emit('InletClosed', { path, why: `the file cannot be read or holds fewer than ${leastTokenLength} characters` });
    remembered.set(path, { atMs: now(), expected });
    return expected;
  }

  return {
    async of(header) {
      const given = digest(header ?? '');
      let found: InletConfiguration | null = null;
      // All of them are compared, so that the time says nothing about which it was.
      for (const inlet of inlets()) {
        const expected = await expectedOf(inlet.tokenFile);
        if (expected !== null && timingSafeEqual(given, expected)) found ??= inlet;
      }
      return found;
    },
  };
}

/** Digests have one length, which the comparison needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
