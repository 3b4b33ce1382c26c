/** Lines of the audit log for a channel that hears of all of it, the oldest first. People are named without a mention: nobody is called. */
import type { UntoldAudit } from '../../api/contract.ts';
import { moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { code, count, counted, prose } from './text.ts';

/** Of a section's 3,000. */
const textAtMost = 2800;

/** As many as one message takes, at least one. */
export function auditLines({ entries, lost }: UntoldAudit): { readonly message: Message; readonly lastSeq: number } {
  const lines =
    lost > 0
      ? [
          `⚠️ ${counted(lost, 'earlier line')} could not be told before newer ones took their place; the operator's log has them (${code('AuditWritten')}).`,
        ]
      : [];
  let length = lines.join('').length;
  let lastSeq = 0;
  for (const entry of entries) {
    const line = lineOf(entry);
    if (lastSeq > 0 && length + line.length + 1 > textAtMost) break;
    lines.push(line);
    length += line.length + 1;
    lastSeq = entry.seq;
  }
  const text = lines.join('\n');
  return { message: { text: `Audit: ${counted(lines.length, 'line')}`, blocks: [section(text)] }, lastSeq };
}

function lineOf({ seq, atMs, user, channel, action, result }: UntoldAudit['entries'][number]): string {
  const where = channel === '' ? '' : ` in ${code(channel, 60)}`;
  return `${count(seq)}  ${moment(atMs, 'day-seconds')} ${code(user || 'unnamed', 100)}${where}: ${code(action, 400)} → ${prose(result, 300)}`;
}
