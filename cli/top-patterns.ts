/** `logbot top-patterns`: what is logged most, and how much of it is unusual. */
import type { PatternsReply, PatternView } from '../api/contract.ts';
import type { Answering, Question } from './question.ts';
import { duration } from './text/clock.ts';
import { counted, grouped, percent, rough } from './text/numbers.ts';
import { printable } from './text/printable.ts';
import { rowsOf } from './text/rows.ts';

/** As many as the API hands out at once: which of them are new or changed is seen here. */
const askedAtMost = 20_000;
/** Of what is usual; less of a difference is chance. */
const changedFrom = 2;

export const answerTopPatterns: Answering = async (client, question) => {
  const { namespaces, subject, forMs, limit, only } = question;
  const reply = await client.patterns({
    namespaces,
    ...(subject === null ? {} : { workload: subject }),
    forSeconds: Math.round(forMs / 1000),
    limit: only === null ? Math.min(limit, askedAtMost) : askedAtMost,
  });
  const patterns = reply.patterns.filter((view) => isWanted(view, only)).slice(0, limit);
  return { object: { ...reply, patterns }, text: () => listText({ ...reply, patterns }, question) };
};

function isWanted({ isNew, level, usual, count }: PatternView, only: Question['only']): boolean {
  if (only === 'new') return isNew;
  if (only === 'errors') return level === 'error' || level === 'fatal';
  if (only === null) return true;
  return isNew || (usual !== null && (count >= usual * changedFrom || count * changedFrom <= usual));
}

function listText({ patterns, windowFromAtMs, windowToAtMs, learning }: PatternsReply, { only, width }: Question): string {
  const what = only === null ? 'most frequent' : { new: 'new', errors: 'of errors', changed: 'more or less often than usual' }[only];
  const over = `of the last ${duration(windowToAtMs - windowFromAtMs)}`;
  if (patterns.length === 0) return [`No pattern ${only === null ? '' : `that is ${what} `}${over}.`, ...learningOf(learning)].join('\n');
  const rows = patterns.map((view) => [
    grouped(view.count),
    percent(view.share),
    usualText(view),
    printable(view.id),
    printable(view.level),
    printable(shortOf(view.workload)),
    printable(view.text),
  ]);
  const head = ['LINES', 'SHARE', 'USUAL', 'ID', 'LEVEL', 'WORKLOAD', 'PATTERN'];
  return [
    `${counted(patterns.length, 'pattern')} ${over}, ${what}`,
    ...learningOf(learning),
    ...rowsOf([head, ...rows], { right: 3, width }),
  ].join('\n');
}

function learningOf(learning: string | null): readonly string[] {
  return learning === null ? [] : [printable(`Still learning: ${learning}`)];
}

/** `new`, `x3.2`, or `as usual`. */
export function usualText({ isNew, usual, count }: PatternView): string {
  if (isNew) return 'new';
  if (usual === null) return '?';
  if (usual === 0) return 'new';
  const factor = count / usual;
  return factor < changedFrom && factor > 1 / changedFrom ? 'as usual' : `x${rough(factor)}`;
}

/** `shop/deployment/cart` without the namespace, which was asked for. */
function shortOf(workload: string): string {
  return workload.split('/').slice(1).join('/') || workload;
}
