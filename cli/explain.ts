/** `logbot explain`: which pattern a log line is, how usual it is, and which open incident holds it. */
import type { ExplainedLine } from '../api/contract.ts';
import { InputError } from './input.ts';
import type { Answering } from './question.ts';
import { dateTime } from './text/clock.ts';
import { counted, rough } from './text/numbers.ts';
import { printable } from './text/printable.ts';

/** As long as the operator looks at. */
const lineAtMost = 4000;

export const answerExplain: Answering = async (client, { subject, namespaces }) => {
  const line = (subject ?? '').split('\n').find((one) => one.trim() !== '');
  if (line === undefined) throw new InputError('there is no line to be explained; give one in quotes, such as "ERROR order 5531 failed"');
  const reply = await client.explain({ lines: [line.slice(0, lineAtMost)], namespaces });
  const learning = reply.learning === null ? [] : [`learning: ${reply.learning}; what seems new may be usual`];
  return { object: reply, text: () => [...reply.lines.flatMap(told), ...learning].map(printable).join('\n') };
};

function told({ text, matches, more }: ExplainedLine): readonly string[] {
  if (matches.length === 0)
    return [
      text,
      '  never seen: no pattern that is known here would take it; it may be of a workload that is not watched, or that you may not see',
    ];
  return [text, ...matches.flatMap(chapter), ...(more > 0 ? [`  and of ${counted(more, 'other workload')}`] : [])];
}

function chapter(match: ExplainedLine['matches'][number]): readonly string[] {
  const { detector, workload, pattern, text, level, lastHour, usual, firstSeenAtMs, lastSeenAtMs, lines, incident } = match;
  const known = usual === null ? 'what is usual is being learned' : usual < 0.05 ? 'none are usual' : `about ${rough(usual)} are usual`;
  return [
    `  ${pattern}  ${text}`,
    `    of        ${workload}, ${detector}, level ${level}`,
    `    rate      ${counted(lastHour, 'line')} in the last hour, ${known}`,
    `    known     since ${dateTime(firstSeenAtMs)}, last ${dateTime(lastSeenAtMs)} UTC, ${counted(lines, 'line')} in all`,
    ...(incident === null ? [] : [`    incident  ${incident.id}  ${incident.title}`]),
  ];
}
