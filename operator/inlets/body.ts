/** The bytes of a request as JSON, unpacked where they are packed; what unpacks to more than is taken is refused before it is in memory. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { HttpProblem } from '../http/problem.ts';

/** Of a packed body; as they come they are bounded by the server. */
export const bodyBytesAtMost = 4 * 1024 * 1024;
const unpackedBytesAtMost = 16 * 1024 * 1024;

const unpack = promisify(gunzip);

export async function jsonOf(bytes: Buffer, encoding: string | undefined): Promise<unknown> {
  const packed = encoding === undefined || encoding === 'identity' ? null : encoding;
  if (packed !== null && packed !== 'gzip') throw new HttpProblem(415, 'EncodingUnknown', 'Send the body as it is, or packed with gzip.');
  const text = packed === null ? bytes : await unpacked(bytes);
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    throw new HttpProblem(400, 'RequestInvalid', 'The body is no JSON.');
  }
}

async function unpacked(bytes: Buffer): Promise<Buffer> {
  try {
    return await unpack(bytes, { maxOutputLength: unpackedBytesAtMost });
  } catch (error) {
    if (error instanceof RangeError)
      throw new HttpProblem(413, 'BodyTooLarge', 'The body unpacks to more than 16 MiB; send smaller batches.');
    throw new HttpProblem(400, 'RequestInvalid', 'The body is not what gzip has packed, or is cut off.');
  }
}
