/**
 * Protocol buffers by a table of the fields that are asked for, as the JSON that the readers know; everything else is skipped unread. Nothing in a
 * body is believed: what is cut off, too long or too many is refused before anything is made of it. https://protobuf.dev/programming-guides/encoding/
 */

/** Field number -> name and type; `many` makes a list. Tables must not contain themselves, so that nothing is deeper than they are. */
export type MessageTable = Readonly<Record<number, FieldRow>>;

export interface FieldRow {
  readonly name: string;
  readonly type: Scalar | Bytes | MessageTable;
  readonly many?: true;
}

/** What the bytes of a field become. */
type Bytes = 'text' | 'hex' | 'base64';
type Scalar = 'bool' | 'enum' | 'int' | 'double' | 'fixed64' | 'sfixed64';

/** The bytes are no such message; the sentence is for whoever sent them. */
export class ProtobufError extends Error {
  readonly isTooMuch: boolean;

  constructor(sentence: string, isTooMuch = false) {
    super(sentence);
    this.isTooMuch = isTooMuch;
  }
}

/** A span has some fifteen of them, and a request some thousand spans; an empty one is two bytes long. */
export const messagesAtMost = 300_000;

export function decodeMessage(bytes: Uint8Array, table: MessageTable): Readonly<Record<string, unknown>> {
  const reader: Reader = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, messages: 0 };
  return readMessage(reader, table, bytes.length);
}

/** Fields in the order given; numbers as varints, texts with their length. For the few answers that have any. */
export function encodeMessage(fields: readonly (readonly [number: number, value: number | string | Uint8Array])[]): Uint8Array {
  const parts = fields.map(([number, value]) => {
    if (typeof value === 'number') return Buffer.from([...varint(number * 8), ...varint(value)]);
    const content = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value);
    return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(content.length)]), content]);
  });
  return Buffer.concat(parts);
}

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
  messages: number;
}

const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

function readMessage(reader: Reader, table: MessageTable, end: number): Record<string, unknown> {
  reader.messages += 1;
  if (reader.messages > messagesAtMost)
    throw new ProtobufError('The body has more parts than are taken at once; send smaller batches.', true);
  const message: Record<string, unknown> = {};
  while (reader.at < end) {
    const tag = readVarint(reader, end);
    const [number, type] = [Math.floor(tag / 8), tag % 8];
    const row = table[number];
    if (number === 0) throw new ProtobufError('The body is no protocol buffer: a field has the number 0.');
    if (row === undefined || wireOf(row.type) !== type) skip(reader, type, end);
    else put(message, row, readValue(reader, row.type, end));
  }
  return message;
}

function put(message: Record<string, unknown>, { name, many }: FieldRow, value: unknown): void {
  if (!many) message[name] = value;
  else if (Array.isArray(message[name])) message[name].push(value);
  else message[name] = [value];
}

function wireOf(type: FieldRow['type']): number {
  if (type === 'bool' || type === 'enum' || type === 'int') return wire.varint;
  return type === 'double' || type === 'fixed64' || type === 'sfixed64' ? wire.fixed64 : wire.bytes;
}

const scalars: Readonly<Record<Scalar, (reader: Reader, end: number) => unknown>> = {
  bool: (reader, end) => readVarint(reader, end) !== 0,
  enum: readVarint,
  // 64-bit integers are text in JSON.
  int: (reader, end) => readInteger(reader, end).toString(),
  double: (reader, end) => reader.view.getFloat64(advance(reader, 8, end), true),
  fixed64: (reader, end) => reader.view.getBigUint64(advance(reader, 8, end), true).toString(),
  sfixed64: (reader, end) => reader.view.getBigInt64(advance(reader, 8, end), true).toString(),
};

function readValue(reader: Reader, type: FieldRow['type'], end: number): unknown {
  if (isScalar(type)) return scalars[type](reader, end);
  const length = readVarint(reader, end);
  const from = advance(reader, length, end);
  if (typeof type !== 'string') {
    reader.at = from;
    return readMessage(reader, type, from + length);
  }
  const content = Buffer.from(reader.bytes.buffer, reader.bytes.byteOffset + from, length);
  return content.toString(type === 'text' ? 'utf8' : type);
}

function isScalar(type: FieldRow['type']): type is Scalar {
  return typeof type === 'string' && Object.hasOwn(scalars, type);
}

function skip(reader: Reader, type: number, end: number): void {
  if (type === wire.varint) readVarint(reader, end);
  else if (type === wire.fixed64) advance(reader, 8, end);
  else if (type === wire.fixed32) advance(reader, 4, end);
  else if (type === wire.bytes) advance(reader, readVarint(reader, end), end);
  else throw new ProtobufError(`The body is no protocol buffer: there is no wire type ${type}.`);
}

/** Where it began. */
function advance(reader: Reader, length: number, end: number): number {
  const from = reader.at;
  if (length > end - from) throw new ProtobufError('The body is no protocol buffer, or is cut off: a field is longer than what holds it.');
  reader.at = from + length;
  return from;
}

const varintAtMost = 10;
const unended = 'The body is no protocol buffer, or is cut off: a number does not end.';

/** Exact up to 2^53; what is larger is no tag, and longer than any body. */
function readVarint(reader: Reader, end: number): number {
  let value = 0;
  for (let count = 0; count < varintAtMost && reader.at < end; count += 1) {
    const byte = reader.bytes[reader.at] ?? 0;
    reader.at += 1;
    value += (byte % 0x80) * 2 ** (7 * count);
    if (byte < 0x80) return value;
  }
  throw new ProtobufError(unended);
}

function readInteger(reader: Reader, end: number): bigint {
  const from = reader.at;
  readVarint(reader, end);
  let value = 0n;
  for (let at = reader.at - 1; at >= from; at -= 1) value = value * 128n + BigInt((reader.bytes[at] ?? 0) % 0x80);
  return BigInt.asIntN(64, value);
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return [...bytes, rest];
}
