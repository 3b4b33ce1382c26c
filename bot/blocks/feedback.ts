/** The answer to `/logbot feedback`: what people think of the messages, and what follows from it. */
import type { FeedbackView } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { mention } from './mention.ts';
import { code, counted, joinLines, prose } from './text.ts';

export function feedbackMessage({ detector, useful, noise, precision, relevance, quiet, reasons: said = [] }: FeedbackView): Message {
  const marked = counted(useful + noise, 'marked incident');
  const title = precision === null ? 'Nothing is marked yet' : `${Math.round(precision * 100)} % useful of ${marked}`;
  const held = quiet.map(({ workload, kind, pattern, sinceAtMs }) => {
    const what = pattern === null ? prose(kind, 60) : `${prose(kind, 60)} of ${code(pattern, 160)}`;
    return `🔕 ${what} in ${prose(workload, 80)} · since ${moment(sinceAtMs, 'day')}`;
  });
  return {
    text: title,
    blocks: [
      header(title),
      section(joinLines([`*${prose(detector, 200)}*`, prose(relevance.sentence, 600), ...figures(relevance)], 1500)),
      ...(held.length > 0 ? [section(joinLines(['*Quiet until it is worse*', ...held], 2000))] : []),
      ...(said.length > 0 ? [section(joinLines(['*Why people said so*', ...said.map(reasonLine)], 2500))] : []),
      context('The buttons Useful and Noise below each incident decide; the last word of each person counts.'),
    ],
  };
}

function reasonLine({ incident, title, mark, reason, user, atMs }: NonNullable<FeedbackView['reasons']>[number]): string {
  return `${mark === 'useful' ? '👍' : '👎'} ${code(incident, 60)} ${prose(title, 80)}: ${prose(reason, 200)} (${mention(user)}, ${moment(atMs, 'day')})`;
}

function figures({ model, rule }: FeedbackView['relevance']): readonly string[] {
  if (model === null || rule === null) return [];
  const told = ({ precision, recall, f1, auc }: typeof model): string =>
    `precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}, F1 ${f1.toFixed(2)}, AUC ${auc.toFixed(2)}`;
  return [`Model: ${told(model)}`, `Telling all: ${told(rule)}`];
}
