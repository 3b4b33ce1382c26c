/** Cuts a stream of bytes into whole lines and gathers the wanted ones into batches, copying each byte at most once. */

export interface LineAssemblerOptions {
  readonly batchBytes: number;
  readonly lineBytes: number;
  /** Asked for each whole line, `bytes[start]` to before `bytes[end]`, in order: whether it belongs into the batch. */
  accept(this: void, bytes: Buffer, start: number, end: number): boolean;
  /** A line was longer than `lineBytes` and has been cut. */
  onCut(this: void): void;
}

export interface LineBatch {
  /** Whole lines, each ending in `\n`. */
  readonly bytes: Buffer;
  readonly lines: number;
}

const lineEnd = 10;
const lineEndBytes = Buffer.from([lineEnd]);
const nothing = Buffer.alloc(0);

/** Usage: `feed` a piece of the stream, then `fill` and `take` until `fill` answers false. */
export class LineAssembler {
  readonly #options: LineAssemblerOptions;
  #piece: Buffer = nothing;
  #at = 0;
  /** Begin of a line whose end has not come yet, at most `lineBytes`. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #cutting = false;
  #runs: Buffer[] = [];
  /** Wanted lines that follow each other in the piece are one run; -1 while there is none. */
  #runStart = -1;
  #runEnd = -1;
  #bytes = 0;
  #lines = 0;

  constructor(options: LineAssemblerOptions) {
    this.#options = options;
  }

  /** Lines in the batch. */
  get lines(): number {
    return this.#lines;
  }

  /** Hands over the next piece of the stream; the one before must be used up. */
  feed(piece: Buffer): void {
    this.#closeRun();
    this.#piece = piece;
    this.#at = 0;
  }

  /** Takes lines until the batch is full (true) or the piece is used up (false). */
  fill(): boolean {
    while (this.#at < this.#piece.length) {
      const start = this.#at;
      const found = this.#piece.indexOf(lineEnd, start);
      const end = found < 0 ? this.#piece.length : found;
      this.#at = end + 1;
      if (found < 0) this.#hold(start, end);
      else if (this.#heldBytes > 0 || end - start > this.#options.lineBytes) {
        this.#hold(start, end);
        this.#takeHeld();
      } else this.#takeInPlace(start, end);
      if (this.#bytes >= this.#options.batchBytes) return true;
    }
    return false;
  }

  /** Takes what stands after the last line end as a line: only right for a log that was read to its end. */
  finish(): void {
    if (this.#heldBytes > 0) this.#takeHeld();
  }

  /** What stands after the last line end, cut as a line would be; null when there is nothing. */
  get rest(): Buffer | null {
    return this.#heldBytes > 0 ? Buffer.concat(this.#held) : null;
  }

  /** Hands out the batch; the next one begins empty. */
  take(): LineBatch {
    this.#closeRun();
    const first = this.#runs[0] ?? nothing;
    const batch = { bytes: this.#runs.length < 2 ? first : Buffer.concat(this.#runs, this.#bytes), lines: this.#lines };
    this.#runs = [];
    this.#bytes = 0;
    this.#lines = 0;
    return batch;
  }

  #hold(start: number, end: number): void {
    const room = this.#options.lineBytes - this.#heldBytes;
    if (end - start > room) this.#cutting = true;
    const part = this.#piece.subarray(start, Math.min(end, start + room));
    this.#held.push(part);
    this.#heldBytes += part.length;
  }

  #takeHeld(): void {
    let line = this.#held.length === 1 ? (this.#held[0] ?? nothing) : Buffer.concat(this.#held);
    if (this.#cutting) {
      line = line.subarray(0, wholeCharacters(line));
      this.#options.onCut();
    }
    this.#held = [];
    this.#heldBytes = 0;
    this.#cutting = false;
    if (!this.#options.accept(line, 0, line.length)) return;
    this.#closeRun();
    this.#runs.push(line, lineEndBytes);
    this.#bytes += line.length + 1;
    this.#lines += 1;
  }

  #takeInPlace(start: number, end: number): void {
    if (!this.#options.accept(this.#piece, start, end)) return;
    if (this.#runStart < 0 || this.#runEnd !== start) {
      this.#closeRun();
      this.#runStart = start;
    }
    this.#runEnd = end + 1;
    this.#bytes += end + 1 - start;
    this.#lines += 1;
  }

  #closeRun(): void {
    if (this.#runStart >= 0) this.#runs.push(this.#piece.subarray(this.#runStart, this.#runEnd));
    this.#runStart = -1;
  }
}

/** Length without the begin of a UTF-8 character at the very end, of which a cut may have left no more. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return size > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
