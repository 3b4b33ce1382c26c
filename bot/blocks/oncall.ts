/** The answer to `/logbot oncall`: who would be woken, by what, and what stands in the way. */
import type { OnCall } from '../../api/contract.ts';
import { context, header, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { mention } from './mention.ts';
import { pageOf } from './pages.ts';
import { code, joinLines, prose } from './text.ts';

const perPage = 15;

export interface OnCallAnswer {
  readonly message: Message;
  readonly page: number;
  readonly pages: number;
}

export function onCallMessage({ detectors }: OnCall, wanted: number): OnCallAnswer {
  const { shown, page, pages } = pageOf(detectors, wanted, perPage);
  const lines = shown.map(lineOf);
  const message: Message = {
    text: 'Who would be woken',
    blocks: [
      header('Who would be woken'),
      section(lines.length > 0 ? joinLines(lines, 2900) : 'No LogDetector may be seen from here.'),
      context(
        `The receivers know who has the shift. ${code('/logbot page test <detector>')} sends a test page.${pages > 1 ? ` · page ${page + 1} of ${pages}` : ''}`,
      ),
    ],
  };
  return { message, page, pages };
}

const pageOns: Readonly<Record<string, string>> = { cascade: 'failures that spread', critical: 'critical incidents', never: 'nothing' };

function lineOf(one: OnCall['detectors'][number]): string {
  const { detector, mode, channel, receiver, escalation, problem } = one;
  const name = `*${prose(detector, 200)}*`;
  const where = channel === null ? 'posts nowhere' : `posts to #${prose(channel, 80)}`;
  if (mode === 'Shadow') return `🌒 ${name} is in shadow mode: says nothing, wakes nobody`;
  if (receiver === null) return `🔕 ${name} ${where}, wakes nobody${problem === null ? '' : `: ${prose(problem, 240)}`}`;
  const second =
    escalation === null ? '' : `, then ${code(escalation.receiver, 80)} after ${escalation.afterMinutes} min without an acknowledgement`;
  const on = `${pageOns[one.pageOn] ?? prose(one.pageOn, 40)} of at least ${prose(one.minimumSeverity, 20)}`;
  const owners = one.owners.slice(0, 6).map(({ workload, owner }) => `${prose(workload, 60)} ${mention(owner)}`);
  const owned = owners.length > 0 ? `\n   📒 owners: ${owners.join(', ')}` : '';
  const trouble = problem === null ? '' : `\n   ⚠️ ${prose(problem, 240)}`;
  return `📟 ${name} ${where}, wakes ${code(receiver, 80)}${second}\n   on ${on} · ${one.pagesLately} of ${one.pagesPerDay} pages of the last 24 h${owned}${trouble}`;
}
