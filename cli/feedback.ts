/** `logbot feedback`: what people's marks say of the messages of a LogDetector, and what follows from them. */
import type { FeedbackView } from '../api/contract.ts';
import { printAnswer } from './answer.ts';
import { openOperator } from './operator.ts';
import type { OperatorAddress } from './operator.ts';
import type { Streams } from './streams.ts';
import { dateTime } from './text/clock.ts';
import { counted, percent } from './text/numbers.ts';
import { printable } from './text/printable.ts';

export interface FeedbackOptions {
  /** `namespace/name`; null for all. */
  readonly detector: string | null;
  readonly json: boolean;
}

/** Returns the exit code. */
export async function feedbackCommand({ detector, json }: FeedbackOptions, address: OperatorAddress, streams: Streams): Promise<number> {
  return printAnswer('feedback', streams, async () => {
    const client = await openOperator(address);
    const ids = detector === null ? (await client.detectors('*')).map(({ id }) => id) : [detector];
    const views: FeedbackView[] = [];
    for (const id of ids) views.push(await client.feedback(id));
    return json ? JSON.stringify({ detectors: views }) : views.map(chapter).join('\n\n') || 'The operator has no LogDetector.';
  });
}

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
