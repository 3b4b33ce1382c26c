/** The key to the API: made anew at every start, shared with the bot's container by a file that only our user can read. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperatorError } from '../errors.ts';

/** Writes a new token to the file (mode 0600, replaced as a whole) and hands it back. Throws `ConfigurationInvalid`. */
export async function createApiToken(path: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const draft = `${path}.${process.pid}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(draft, `${token}\n`, { mode: 0o600 });
    await rename(draft, path);
  } catch (cause) {
    const sentence = `The API token cannot be written to ${path}; set LOGDETECTOR_API_TOKEN_FILE to a path in a writable volume that the bot shares.`;
    throw new OperatorError('ConfigurationInvalid', sentence, { cause });
  }
  return token;
}

/** Whether the `Authorization` header carries the token; takes the same time for every wrong one. */
export function createTokenCheck(token: string): (header: string | undefined) => boolean {
  const expected = digest(`Bearer ${token}`);
  return (header) => timingSafeEqual(digest(header ?? ''), expected);
}

/** Digests have one length, which the comparison needs and which says nothing about the token's. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
