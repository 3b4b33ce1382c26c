/** `logbot pattern`: one pattern with how often it comes, since when, and a sample. */
import type { PatternView } from '../api/contract.ts';
import { InputError } from './input.ts';
import type { Answering } from './question.ts';
import { dateTime } from './text/clock.ts';
import { counted, percent } from './text/numbers.ts';
import { printable } from './text/printable.ts';
import { usualText } from './top-patterns.ts';

const askedAtMost = 20_000;
const namedAtMost = 5;
const forSeconds = 86_400;

export const answerPattern: Answering = async (client, { subject, namespaces }) => {
  const wanted = subject ?? '';
  const { patterns, learning } = await client.patterns({ namespaces, forSeconds, limit: askedAtMost });
  const exact = patterns.filter(({ id }) => id === wanted);
  const found = exact.length > 0 ? exact : patterns.filter(({ id }) => id.startsWith(wanted));
  if (new Set(found.map(({ id }) => id)).size > 1) {
    const names = found.slice(0, namedAtMost).map(({ id }) => id);
    throw new InputError(`More than one pattern begins with ${wanted}: ${names.join(', ')}${found.length > namedAtMost ? ', ...' : ''}.`);
  }
  if (found.length === 0)
    throw new InputError(`No pattern ${wanted} was logged in the last day; logbot top-patterns lists those there are.`);
  return { object: { patterns: found, learning }, text: () => found.map(chapter).join('\n\n') };
};

function chapter(view: PatternView): string {
  const { id, detector, workload, text, level, cluster, count, share, firstSeenAtMs, lastSeenAtMs, sample } = view;
  return [
    `${id}  ${text}`,
    `  of      ${workload}, ${detector}, level ${level}${cluster === null ? '' : `, ${cluster}`}`,
    `  count   ${counted(count, 'line')} in a day (${percent(share)} of all), ${usualText(view)}`,
    `  seen    first ${dateTime(firstSeenAtMs)}, last ${dateTime(lastSeenAtMs)} UTC`,
    `  sample  ${sample}`,
  ]
    .map(printable)
    .join('\n');
}
