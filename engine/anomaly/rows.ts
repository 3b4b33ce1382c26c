/** Rows of numbers in single precision, each of its own length, in one array: an array for each row would take more than what it holds. */
export class Rows {
  private values = new Float32Array(64);
  private bits = new Uint32Array(this.values.buffer);
  private starts = new Int32Array(16);
  private lengths = new Uint16Array(16);
  private rows = 0;
  /** Numbers in use, with those that rows have moved away from. */
  private used = 0;
  /** Those that rows hold. */
  private held = 0;

  /** Adds an empty row and answers with its place. */
  add(): number {
    const row = this.rows;
    if (row === this.starts.length) {
      this.starts = widened(this.starts, new Int32Array(row * 2));
      this.lengths = widened(this.lengths, new Uint16Array(row * 2));
    }
    this.rows += 1;
    return row;
  }

  length(row: number): number {
    return this.lengths[row] ?? 0;
  }

  get(row: number, at: number): number {
    return this.values[(this.starts[row] ?? 0) + at] ?? 0;
  }

  set(row: number, at: number, value: number): void {
    this.values[(this.starts[row] ?? 0) + at] = value;
  }

  /** The numbers from `from` on, valid until the next `insert`. */
  slice(row: number, from: number): Float32Array {
    const start = this.starts[row] ?? 0;
    return this.values.subarray(start + from, start + this.length(row));
  }

  setAll(row: number, at: number, values: ArrayLike<number>): void {
    this.values.set(values, (this.starts[row] ?? 0) + at);
  }

  /** Two numbers of zero or more in one place, to seven bits of each and rounded upwards: whole numbers up to 256 are exact. */
  getPair(row: number, at: number): readonly [number, number] {
    const bits = this.bits[(this.starts[row] ?? 0) + at] ?? 0;
    return [fromBits(bits & ~lowHalf), fromBits(bits << 16)];
  }

  setPair(row: number, at: number, [one, other]: readonly [number, number]): void {
    this.bits[(this.starts[row] ?? 0) + at] = (toBits(one) & ~lowHalf) | (toBits(other) >>> 16);
  }

  /** Makes room for `more` zeros before `at`. */
  insert(row: number, at: number, more: number): void {
    const length = this.length(row);
    this.reserve(length + more);
    const from = this.starts[row] ?? 0;
    const to = this.used;
    this.values.copyWithin(to, from, from + at);
    this.values.fill(0, to + at, to + at + more);
    this.values.copyWithin(to + at + more, from + at, from + length);
    this.starts[row] = to;
    this.lengths[row] = length + more;
    this.used += length + more;
    this.held += more;
  }

  /** Empties a row. */
  drop(row: number): void {
    this.held -= this.length(row);
    this.lengths[row] = 0;
  }

  /** Has room for so many numbers behind the last one: gives back what was left, and where that is little takes more. */
  private reserve(wanted: number): void {
    if (this.used + wanted <= this.values.length) return;
    const { values } = this;
    if ((this.held + wanted) * spare > values.length) {
      this.values = new Float32Array(Math.ceil((this.held + wanted) * spare * spare));
      this.bits = new Uint32Array(this.values.buffer);
    }
    this.moveTogether(values);
  }

  /** From `former` to the beginning of the array, which may be the same. */
  private moveTogether(former: Float32Array): void {
    const order = Array.from({ length: this.rows }, (_, row) => row).filter((row) => this.length(row) > 0);
    let used = 0;
    for (const row of order.toSorted((a, b) => (this.starts[a] ?? 0) - (this.starts[b] ?? 0))) {
      const start = this.starts[row] ?? 0;
      const length = this.length(row);
      if (former === this.values) this.values.copyWithin(used, start, start + length);
      else this.values.set(former.subarray(start, start + length), used);
      this.starts[row] = used;
      used += length;
    }
    this.used = used;
  }
}

/** So many times as much room as is held. */
const spare = 1.08;
const lowHalf = 0xffff;
const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** The upper half is the number, rounded upwards. */
function toBits(value: number): number {
  single[0] = value;
  return (singleBits[0] ?? 0) + lowHalf;
}

function fromBits(bits: number): number {
  singleBits[0] = bits;
  return single[0] ?? 0;
}

function widened<Numbers extends { set(from: Numbers): void }>(from: Numbers, wider: Numbers): Numbers {
  wider.set(from);
  return wider;
}
