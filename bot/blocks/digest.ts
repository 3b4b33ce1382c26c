/** What was held back on a day, as one message: nobody was woken, and nothing is lost. */
import type { Digest } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { code, counted, joinLines, prose } from './text.ts';

export function digestMessage({ detector, fromAtMs, pages, held, more }: Digest): Message {
  const title = `🔕 ${counted(held.length + more, 'page')} held back`;
  const lines = held.map(
    ({ id, title: what, severity, atMs, sentence }) =>
      `• ${moment(atMs, 'day')} ${prose(what, 120)} (${severity}, ${code(id, 60)}): ${prose(sentence, 160)}`,
  );
  const rest = more > 0 ? [`and ${counted(more, 'other')}`] : [];
  const day = new Date(fromAtMs).toISOString().slice(0, 10);
  return {
    text: `${title} on ${day}: ${prose(detector, 300)}`,
    blocks: [
      header(title),
      section(joinLines([`${code(detector, 300)} on ${day} (UTC)`, ...lines, ...rest], 2800)),
      context(`${counted(pages, 'page')} went out on that day. These would have, had nothing held them back.`),
    ],
  };
}
