/** The one message of the first day: what is covered, what is being learned, and that it will be quiet from here on. */
import type { Welcome } from '../../api/contract.ts';
import { context, header, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { code, counted, joinLines, plain, prose } from './text.ts';

export function welcomeMessage({ detector, workloads, more, receiver }: Welcome): Message {
  const title = `👋 ${plain(detector, 90)} watches ${counted(workloads.length + more, 'workload')}`;
  const names = workloads.slice(0, 12).map(({ workload }) => prose(workload, 60));
  const others = workloads.length + more - names.length;
  const learning = workloads.filter((one) => one.learning !== null);
  const [first] = learning;
  const learned =
    first === undefined || first.learning === null
      ? 'What is usual is known for all of them.'
      : `What is usual is still being learned for ${counted(learning.length, 'workload')} (${prose(first.workload, 60)}: ${prose(first.learning, 160)}). Until then facts of the cluster count, and statistics say how sure they are.`;
  const lines = [
    `*Covered:* ${names.join(', ')}${others > 0 ? ` and ${counted(others, 'other')}` : ''}`,
    `*Being learned:* ${learned}`,
    `*Wakes:* ${receiver === null ? 'nobody; a receiver in the LogDetector changes that' : code(receiver, 80)}`,
    '*From here on:* one message per incident, kept up to date in place, its story in the thread. No incident, no message.',
  ];
  return {
    text: `${prose(title, 200)}. No incident, no message.`,
    blocks: [
      header(title),
      section(joinLines(lines, 2400)),
      context(`${code('/logbot top-patterns')} already answers, ${code('/logbot coverage')} says what is read and what is missed.`),
    ],
  };
}
