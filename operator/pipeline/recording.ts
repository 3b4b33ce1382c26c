/**
 * One recording under way: a queue with a bound, and whoever fetches from it. Who is slower than the cluster loses lines, never the pipeline its pace;
 * what found no room is counted for each workload and told in the recording itself.
 */
import { textOfRecorded, type Recorded } from '../../api/recording.ts';
import type { WorkloadRef } from '../../engine/index.ts';

/** In characters. */
const roomForLines = 4_194_304;
/** There is little that is no log line, and it has room for longer. */
const roomForAll = 2 * roomForLines;
const pieceLength = 65_536;
/** As long as nothing happens its clock goes on: what is silent is seen to be, and no proxy on the way takes the silence for an end. */
const tickEveryMs = 5_000;

export class Recording {
  private texts: string[] = [];
  private length = 0;
  private readonly missed = new Map<string, { readonly workload: WorkloadRef; lines: number }>();
  private othersMissed = 0;
  private isOver = false;
  private wake: (() => void) | null = null;

  /** Whether the next log lines would be taken in. */
  get hasRoom(): boolean {
    return this.length < roomForLines;
  }

  /** Whole lines of a recording, of log lines that there is room for. */
  lines(texts: readonly string[]): void {
    if (this.isOver) return;
    for (const text of texts) this.push(text);
  }

  /** Log lines that found no room. */
  miss(workload: WorkloadRef, lines: number): void {
    if (this.isOver) return;
    const key = `${workload.namespace}/${workload.name}`;
    const known = this.missed.get(key) ?? { workload, lines: 0 };
    known.lines += lines;
    this.missed.set(key, known);
  }

  /** Anything that is no log line. */
  other(text: string): void {
    if (this.isOver) return;
    if (this.length < roomForAll) this.push(text);
    else this.othersMissed += 1;
  }

  /** Takes in nothing more; what is there can still be fetched. */
  end(): void {
    this.isOver = true;
    this.wake?.();
  }

  /** Whole lines, many at a time; one with nothing but the time when nothing has happened. The abort ends it; what has come by then comes out. */
  async *pieces(now: () => number, signal: AbortSignal): AsyncGenerator<string> {
    const stop = (): void => this.end();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    try {
      for (;;) {
        const piece = this.take(now());
        if (piece !== null) yield piece;
        else if (this.isOver) return;
        else if (!(await this.isWoken())) yield lineOf({ type: 'tick', atMs: now() });
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  private push(text: string): void {
    this.texts.push(text);
    this.length += text.length;
    this.wake?.();
  }

  /** What is there, at most a piece of it; what was missed follows what came before it. */
  private take(atMs: number): string | null {
    if (this.texts.length === 0) this.tellMissed(atMs);
    if (this.texts.length === 0) return null;
    let upTo = 0;
    for (let size = 0; upTo < this.texts.length && size < pieceLength; upTo += 1) size += this.texts[upTo]?.length ?? 0;
    const piece = this.texts.splice(0, upTo).join('');
    this.length -= piece.length;
    return piece;
  }

  private tellMissed(atMs: number): void {
    for (const { workload, lines } of this.missed.values()) {
      const { namespace, name } = workload;
      this.push(lineOf({ type: 'missed', atMs, namespace, workload: name, reason: 'recording-behind', lines }));
    }
    this.missed.clear();
    if (this.othersMissed > 0) this.push(lineOf({ type: 'other', atMs, name: `${this.othersMissed} missed objects, Events and metrics` }));
    this.othersMissed = 0;
  }

  /** False when nothing came for a while. */
  private isWoken(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), tickEveryMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}

function lineOf(recorded: Recorded): string {
  return `${textOfRecorded(recorded)}\n`;
}
