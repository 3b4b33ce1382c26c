/** `logbot feedback`: what people's marks say of the messages of a LogDetector, and what follows from them. */
import type { FeedbackView } from '../api/contract.ts';
import { detectorsOf } from './detectors.ts';
import type { Answering } from './question.ts';
import { dateTime } from './text/clock.ts';
import { counted, percent } from './text/numbers.ts';
import { printable } from './text/printable.ts';

export const answerFeedback: Answering = async (client, question) => {
  const { subject } = question;
  const ids = subject?.includes('/') ? [subject] : (await detectorsOf(client, question)).map(({ id }) => id);
  const detectors: FeedbackView[] = [];
  for (const id of ids) detectors.push(await client.feedback(id));
  return { object: { detectors }, text: () => detectors.map(chapter).join('\n\n') || 'The operator has no LogDetector.' };
};

function chapter({ detector, useful, noise, precision, relevance, quiet }: FeedbackView): string {
  const { sentence, model, rule } = relevance;
  const marked =
    precision === null ? 'nothing is marked yet' : `${percent(precision)} useful of ${counted(useful + noise, 'marked incident')}`;
  return [
    `${detector}  ${marked}`,
    `  ${sentence}`,
    ...(model === null || rule === null
      ? []
      : ['              precision  recall    F1   AUC', row('model', model), row('telling all', rule)]),
    ...quiet.map(({ workload, kind, pattern, sinceAtMs }) => {
      const what = pattern === null ? '' : ` of "${pattern}"`;
      return `  quiet since ${dateTime(sinceAtMs)} UTC: ${kind}${what} in ${workload}`;
    }),
  ]
    .map(printable)
    .join('\n');
}

function row(name: string, { precision, recall, f1, auc }: NonNullable<FeedbackView['relevance']['model']>): string {
  const [first, ...others] = [precision, recall, f1, auc].map((value) => value.toFixed(2));
  return `  ${name.padEnd(12)}${(first ?? '').padStart(9)}${(others[0] ?? '').padStart(8)}${(others[1] ?? '').padStart(6)}${(others[2] ?? '').padStart(6)}`;
}
