/** Protocol buffers by hand, as a sender's library writes them. */

export const text = (number: number, value: string): Buffer => bytes(number, Buffer.from(value));
export const hex = (number: number, value: string): Buffer => bytes(number, Buffer.from(value, 'hex'));
export const message = (number: number, ...fields: readonly Buffer[]): Buffer => bytes(number, Buffer.concat(fields));
export const varint = (number: number, value: number | bigint): Buffer => Buffer.concat([base128(number * 8), base128(value)]);

export function fixed64(number: number, value: bigint): Buffer {
  const content = Buffer.alloc(8);
  content.writeBigUInt64LE(BigInt.asUintN(64, value));
  return Buffer.concat([base128(number * 8 + 1), content]);
}

export function double(number: number, value: number): Buffer {
  const content = Buffer.alloc(8);
  content.writeDoubleLE(value);
  return Buffer.concat([base128(number * 8 + 1), content]);
}

export const attribute = (number: number, key: string, value: Buffer): Buffer => message(number, text(1, key), message(2, value));

function bytes(number: number, content: Buffer): Buffer {
  return Buffer.concat([base128(number * 8 + 2), base128(content.length), content]);
}

function base128(value: number | bigint): Buffer {
  const found: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest /= 128n) found.push(Number(rest % 128n) + 128);
  return Buffer.from([...found, Number(rest)]);
}
