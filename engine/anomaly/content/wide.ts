/** Slots that hold ids or numbers, remembered in two kilobytes, so that each is found out once. */

export interface Wide {
  has(slot: number): boolean;
  add(slot: number): void;
  snapshot(): WideState;
  restore(state: WideState): void;
}

/** Places of the bits that are set. */
export type WideState = readonly number[];

const places = 16_384;
/** With more than this the chance to take another slot for one of them is too high: they are found out anew. */
const mostSet = places / 8;

/** One bit a slot, at a place that its number is scattered to. */
export function createWide(): Wide {
  const bits = new Uint8Array(places / 8);
  let set = 0;

  function setBit(place: number): void {
    if (isSet(bits, place)) return;
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
    set += 1;
  }

  function clear(): void {
    bits.fill(0);
    set = 0;
  }

  return {
    has: (slot) => isSet(bits, placeOf(slot)),
    add(slot) {
      if (set >= mostSet) clear();
      setBit(placeOf(slot));
    },
    snapshot: () => (set === 0 ? [] : placesIn(bits)),
    restore(state) {
      clear();
      for (const place of state) setBit(place);
    },
  };
}

/** Every workload is asked every few seconds, and mostly few bits are set: bytes without any are passed over. */
function placesIn(bits: Uint8Array): number[] {
  const found: number[] = [];
  for (let byte = 0; byte < bits.length; byte += 1) {
    if (bits[byte] === 0) continue;
    for (let place = byte * 8; place < byte * 8 + 8; place += 1) if (isSet(bits, place)) found.push(place);
  }
  return found;
}

function isSet(bits: Uint8Array, place: number): boolean {
  return ((bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
}

function placeOf(slot: number): number {
  const high = Math.floor(slot / 4_294_967_296);
  return (Math.imul((slot | 0) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b) >>> 18) & (places - 1);
}
