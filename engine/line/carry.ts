/** A line whose line feed has not come: what is kept of it, its whole length, and how much of that was cut. */
export interface Carry {
  bytes: Uint8Array;
  kept: number;
  length: number;
  cut: number;
}

const FEWEST_BYTES = 1_024;

export function createCarry(): Carry {
  return { bytes: new Uint8Array(0), kept: 0, length: 0, cut: 0 };
}

/** Adds to the line as far as `most` bytes allow. The buffer doubles, so that a line that comes byte by byte costs no more than any other. */
export function addToCarry(carry: Carry, bytes: Uint8Array, most: number): void {
  const more = Math.max(0, Math.min(bytes.length, most - carry.kept));
  carry.length += bytes.length;
  carry.cut += bytes.length - more;
  if (more === 0) return;
  if (carry.bytes.length < carry.kept + more) {
    const roomy = new Uint8Array(Math.max(FEWEST_BYTES, (carry.kept + more) * 2));
    roomy.set(carry.bytes.subarray(0, carry.kept));
    carry.bytes = roomy;
  }
  carry.bytes.set(bytes.subarray(0, more), carry.kept);
  carry.kept += more;
}

/** Takes the line out. */
export function takeCarry(carry: Carry): Pick<Carry, 'bytes' | 'length' | 'cut'> {
  const { bytes, kept, length, cut } = carry;
  Object.assign(carry, createCarry());
  return { bytes: bytes.subarray(0, kept), length, cut };
}
