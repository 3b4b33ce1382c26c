/** The answers to `/logbot audit`: who did what, and whether the record of it is whole. */
import type { AuditProof, AuditRecord } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import { mention } from './mention.ts';
import type { Message } from './limits.ts';
import { pageOf } from './pages.ts';
import { code, count, joinLines, prose } from './text.ts';

const perPage = 15;

export interface AuditAnswer {
  readonly message: Message;
  readonly page: number;
  readonly pages: number;
}

/** The newest first, as they come. */
export function auditMessage(records: readonly AuditRecord[], wanted: number): AuditAnswer {
  const { shown, page, pages } = pageOf(records, wanted, perPage);
  const part = pages > 1 ? ` · page ${page + 1} of ${pages}` : '';
  const message: Message = {
    text: 'Audit log',
    blocks: [
      header('Audit log, the newest first'),
      section(shown.length > 0 ? joinLines(shown.map(lineOf), 2900) : 'Nothing has been asked or done yet.'),
      context(`${code('/logbot audit verify')} says whether anything was changed afterwards${part}`),
    ],
  };
  return { message, page, pages };
}

export function proofMessage({ outcome, sentence, head, entries, lastSeq }: AuditProof): Message {
  const title = outcome === 'intact' ? '✅ The audit log is whole' : '🚨 The audit log was changed';
  const end =
    head === null
      ? ''
      : `Entry ${count(lastSeq ?? 0)} has the hash ${code(head, 80)}; the operator's log shows the same beside AuditWritten.`;
  return {
    text: title,
    blocks: [header(title), section(prose(sentence, 900)), context(`${count(entries)} entries read from the store. ${end}`)],
  };
}

function lineOf({ atMs, user, channel, action, result, seq }: AuditRecord): string {
  const where = /^[CDG][A-Z0-9]{1,30}$/.test(channel) ? ` in <#${channel}>` : channel === '' ? '' : ` in ${prose(channel, 60)}`;
  return `${seq === undefined ? '–' : count(seq)}  ${moment(atMs, 'day-seconds')} ${mention(user)}${where}: ${code(action, 120)} → ${prose(result, 140)}`;
}
