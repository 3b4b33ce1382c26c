/** The story in the thread: news become entries, bounded so that a long night does not drown its own message. */
import type { ThreadEntry } from '../../api/contract.ts';

/** More than this has nobody read while it waited; the oldest are folded into one that says how many. */
export const undeliveredAtMost = 20;
/** From here on only turning points are told; the message itself always shows the newest state. */
export const threadAtMost = 100;
/** Entries that are in Slack are kept for readers of the API only. */
const deliveredAtMost = 20;
const textAtMost = 1500;

export interface Thread {
  readonly entries: readonly ThreadEntry[];
  readonly nextSeq: number;
}

export interface News {
  readonly atMs: number;
  readonly sentences: readonly string[];
  /** Told even in a full thread: it is over, it is back. */
  readonly isTurningPoint: boolean;
}

/** `deliveredSeq` is the highest seq that is in Slack. `folded` counts what lost its own entry. */
export function appendNews(thread: Thread, news: News, deliveredSeq: number): { readonly thread: Thread; readonly folded: number } {
  const isFull = thread.nextSeq > threadAtMost;
  if (isFull && !news.isTurningPoint) return { thread, folded: news.sentences.length };
  const added = news.sentences.map((text, index) => ({ seq: thread.nextSeq + index, atMs: news.atMs, text: text.slice(0, textAtMost) }));
  let nextSeq = thread.nextSeq + added.length;
  if (!isFull && nextSeq > threadAtMost) {
    added.push({ seq: nextSeq, atMs: news.atMs, text: 'From here on updates are folded; the message above shows the newest state.' });
    nextSeq += 1;
  }
  const all = [...thread.entries, ...added];
  const delivered = all.filter(({ seq }) => seq <= deliveredSeq).slice(-deliveredAtMost);
  const waiting = fold(
    all.filter(({ seq }) => seq > deliveredSeq),
    deliveredSeq,
  );
  return { thread: { entries: [...delivered, ...waiting.entries], nextSeq }, folded: waiting.folded };
}

/** The folded entry has the seq of the last one in it, so that `seq - deliveredSeq` is how many it stands for. */
function fold(
  waiting: readonly ThreadEntry[],
  deliveredSeq: number,
): { readonly entries: readonly ThreadEntry[]; readonly folded: number } {
  const excess = waiting.length - undeliveredAtMost;
  if (excess <= 0) return { entries: waiting, folded: 0 };
  const last = waiting[excess];
  if (!last) return { entries: waiting, folded: 0 };
  const entry = {
    seq: last.seq,
    atMs: last.atMs,
    text: `${last.seq - deliveredSeq} updates folded; the message above shows the newest state.`,
  };
  return { entries: [entry, ...waiting.slice(excess + 1)], folded: excess };
}
