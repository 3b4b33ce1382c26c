/** Cuts a stream of bytes into whole lines and gathers the wanted ones into batches, copying each byte at most once. */

export interface LineAssembler {
  /** Hands over the next piece of the stream. `fill` must have used up the one before. */
  feed(piece: Buffer): void;
  /** Takes lines from the piece until it is used up (false) or the batch is full (true). */
  fill(): boolean;
  /** The last line has no line end: true when it has been taken into the batch. Only for a log that was read to its end. */
  finish(): void;
  /** The batch and how many lines are in it; the next one begins empty. */
  take(): { readonly bytes: Buffer; readonly lines: number };
  readonly lines: number;
}

export interface LineAssemblerOptions {
  readonly batchBytes: number;
  readonly lineBytes: number;
  /** Asked for each whole line, `bytes[start]` to before `bytes[end]`, in order: whether it belongs into the batch. */
  accept(this: void, bytes: Buffer, start: number, end: number): boolean;
  /** A line was longer than `lineBytes` and has been cut. */
  onCut(this: void): void;
}

const lineEnd = 10;
const lineEndBytes = Buffer.from([lineEnd]);
const nothing = Buffer.alloc(0);

export function createLineAssembler(options: LineAssemblerOptions): LineAssembler {
  const { batchBytes, lineBytes } = options;
  let piece: Buffer = nothing;
  let at = 0;
  /** Begin of a line whose end has not come yet, at most `lineBytes`. */
  let held: Buffer[] = [];
  let heldBytes = 0;
  let cutting = false;
  let runs: Buffer[] = [];
  /** Lines that follow each other in `piece` become one run. */
  let runStart = -1;
  let runEnd = -1;
  let bytes = 0;
  let lines = 0;

  function closeRun(): void {
    if (runStart >= 0) runs.push(piece.subarray(runStart, runEnd));
    runStart = -1;
  }

  function hold(start: number, end: number): void {
    const room = lineBytes - heldBytes;
    if (end - start > room) cutting = true;
    const part = piece.subarray(start, Math.min(end, start + room));
    held.push(part);
    heldBytes += part.length;
  }

  /** Takes what is held as a line. */
  function takeHeld(): void {
    let line = held.length === 1 ? (held[0] ?? nothing) : Buffer.concat(held);
    if (cutting) {
      line = line.subarray(0, characterStart(line, line.length));
      options.onCut();
    }
    held = [];
    heldBytes = 0;
    cutting = false;
    if (!options.accept(line, 0, line.length)) return;
    closeRun();
    runs.push(line, lineEndBytes);
    bytes += line.length + 1;
    lines += 1;
  }

  function takeInPlace(start: number, end: number): void {
    if (!options.accept(piece, start, end)) return;
    if (runEnd !== start || runStart < 0) {
      closeRun();
      runStart = start;
    }
    runEnd = end + 1;
    bytes += end + 1 - start;
    lines += 1;
  }

  return {
    feed(next) {
      closeRun();
      piece = next;
      at = 0;
    },
    fill() {
      while (at < piece.length) {
        const end = piece.indexOf(lineEnd, at);
        const start = at;
        if (end < 0) {
          hold(start, piece.length);
          at = piece.length;
          break;
        }
        at = end + 1;
        if (heldBytes > 0 || end - start > lineBytes) {
          hold(start, end);
          takeHeld();
        } else takeInPlace(start, end);
        if (bytes >= batchBytes) return true;
      }
      return false;
    },
    finish() {
      if (heldBytes > 0) takeHeld();
    },
    take() {
      closeRun();
      const batch = { bytes: runs.length === 1 ? (runs[0] ?? nothing) : Buffer.concat(runs, bytes), lines };
      runs = [];
      bytes = 0;
      lines = 0;
      return batch;
    },
    get lines() {
      return lines;
    },
  };
}

/** The last position at or before `at` where a UTF-8 character begins, so that a cut leaves no half of one. */
function characterStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && at - start < 4 && ((bytes[start - 1] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start > 0 && (bytes[start - 1] ?? 0) >= 0xc0 ? start - 1 : at;
}
