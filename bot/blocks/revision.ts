/** A new revision of a workload that writes other errors than the one before it. */
import type { Revision } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { code, count, counted, joinLines, plain, prose } from './text.ts';

export function revisionMessage(told: Revision): Message {
  const { detector, workload, revision, text, atMs, fresh, gone } = told;
  const change = [counted(fresh.length, 'new error pattern'), ...(gone.length > 0 ? [`${count(gone.length)} gone`] : [])].join(', ');
  const title = `🆕 new ${plain(revision, 60)}: ${change}`;
  const lines = [
    `${prose(workload, 160)} · ${prose(text, 400)} · began ${moment(atMs)}`,
    ...listed('*New:*', fresh, (times) => `${counted(times, 'line')} since`),
    ...listed('*Gone:*', gone, (times) => `${counted(times, 'line')} in as long before`),
  ];
  return {
    text: `${prose(workload, 160)}: ${prose(title, 200)}`,
    blocks: [
      header(title),
      section(joinLines(lines, 2800)),
      context(
        `${code(detector, 300)} · ${code(`/logbot top-patterns ${workload} since deploy --errors`, 300)} shows them as they are now.`,
      ),
    ],
  };
}

function listed(title: string, patterns: Revision['fresh'], frequency: (lines: number) => string): readonly string[] {
  if (patterns.length === 0) return [];
  return [title, ...patterns.map(({ id, text, lines }) => `• ${code(text, 240)} ${frequency(lines)} · ${code(id.slice(0, 8), 20)}`)];
}
