/** The bytes of a request as what JSON would give, unpacked where they are packed; what unpacks to more than is taken is refused before it is in memory. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { HttpProblem } from '../http/problem.ts';
import { parseJson } from './json.ts';
import { decodeMessage, ProtobufError, type MessageTable } from './protobuf.ts';

/** Of a packed body; as they come they are bounded by the server. */
export const bodyBytesAtMost = 4 * 1024 * 1024;
const unpackedBytesAtMost = 16 * 1024 * 1024;

const unpack = promisify(gunzip);

export const protobufType = 'application/x-protobuf';

export interface PackedBody {
  readonly bytes: Buffer;
  readonly encoding: string | undefined;
  /** Of the content type `application/x-protobuf`; absent: JSON. */
  readonly table?: MessageTable;
}

/** The same for both forms, so that one reader understands them. */
export async function bodyOf({ bytes, encoding, table }: PackedBody): Promise<unknown> {
  const packed = encoding === undefined || encoding === 'identity' ? null : encoding;
  if (packed !== null && packed !== 'gzip') throw new HttpProblem(415, 'EncodingUnknown', 'Send the body as it is, or packed with gzip.');
  const content = packed === null ? bytes : await unpacked(bytes);
  return table === undefined ? parseJson(content) : messageOf(content, table);
}

/** A list that is empty is left out on the way. */
function messageOf(content: Buffer, table: MessageTable): unknown {
  try {
    const lists = Object.values(table).map(({ name }) => [name, []] as const);
    return { ...Object.fromEntries(lists), ...decodeMessage(content, table) };
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    throw new HttpProblem(error.isTooMuch ? 413 : 400, error.isTooMuch ? 'BodyTooLarge' : 'RequestInvalid', error.message);
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
