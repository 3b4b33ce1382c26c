/** `logbot pattern`: one pattern with how often it comes, since when, what differs in it, and samples. */
import type { PatternDetail } from '../api/contract.ts';
import type { Answering } from './question.ts';
import { dateTime, duration } from './text/clock.ts';
import { counted, rough } from './text/numbers.ts';
import { printable } from './text/printable.ts';
import { sparkline } from './text/sparkline.ts';

const samplesAtMost = 3;
const valuesAtMost = 5;

export const answerPattern: Answering = async (client, { subject, namespaces }) => {
  const reply = await client.pattern(subject ?? '', { namespaces });
  const more = reply.more === 0 ? [] : [`and ${counted(reply.more, 'more pattern')}; give more of the id`];
  return { object: reply, text: () => [...reply.patterns.map(chapter), ...more].join('\n\n') };
};

function chapter(detail: PatternDetail): string {
  const { id, detector, workload, text, level, cluster, lines, firstSeenAtMs, lastSeenAtMs, samples, rate, wildcards } = detail;
  const usual = rate.usual === null ? 'not known yet, still learning' : `about ${rough(rate.usual)} in ${duration(rate.stepMs)}`;
  return [
    `${id}  ${text}`,
    `  of      ${workload}, ${detector}, level ${level}${cluster === null ? '' : `, ${cluster}`}`,
    `  lines   ${counted(lines, 'line')} from ${dateTime(firstSeenAtMs)} to ${dateTime(lastSeenAtMs)} UTC`,
    `  rate    ${sparkline(rate.counts)}  each ${duration(rate.stepMs)}, from ${dateTime(rate.fromAtMs)} UTC`,
    `  usual   ${usual}`,
    ...wildcards.map(
      ({ kind, values }) => `  ${kind}  ${values.slice(0, valuesAtMost).join(', ')}${values.length > valuesAtMost ? ', ...' : ''}`,
    ),
    ...samples.slice(-samplesAtMost).map((sample) => `  sample  ${sample.text}`),
  ]
    .map(printable)
    .join('\n');
}
