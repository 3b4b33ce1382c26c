/** The answer to `/logbot test`: what would have been posted and paged. */
import type { Trial } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { pageOf } from './pages.ts';
import { duration } from '../../api/duration.ts';
import { code, counted, joinLines, prose } from './text.ts';

const perPage = 10;

export interface TrialAnswer {
  readonly message: Message;
  readonly page: number;
  readonly pages: number;
}

export function trialMessage(trial: Trial, wanted: number): TrialAnswer {
  const { detector, fromAtMs, toAtMs, incidents, more, posts, pages: woken, channel, receiver } = trial;
  const { shown, page, pages } = pageOf(incidents, wanted, perPage);
  const title = `Would have posted ${posts} and paged ${woken}`;
  const where = `${channel === null ? 'no channel' : `#${prose(channel, 80)}`}, ${receiver === null ? 'no receiver' : code(receiver, 80)}`;
  const nothing = 'No incident in this time, so nothing would have been said.';
  const notes = [
    `${code(detector, 300)} as it is set now · to ${where}${trial.mode === 'Shadow' ? ' · in shadow mode it says nothing' : ''}`,
    `Last ${duration(toAtMs - fromAtMs)} · nothing was done or sent${more > 0 ? ` · ${counted(more, 'older incident')} not listed` : ''}${pages > 1 ? ` · page ${page + 1} of ${pages}` : ''}`,
  ];
  const message: Message = {
    text: `${title} in the last ${duration(toAtMs - fromAtMs)}`,
    blocks: [header(title), section(shown.length > 0 ? joinLines(shown.map(lineOf), 2900) : nothing), context(notes.join('\n'))],
  };
  return { message, page, pages };
}

function lineOf({ id, title, openedAtMs, severity, post, page, wasPaged }: Trial['incidents'][number]): string {
  const icon = page.yes ? '📟' : post.yes ? '💬' : '🔕';
  const why = page.yes
    ? `would page: ${page.sentence}`
    : post.yes
      ? `would post, not page: ${page.sentence}`
      : `would say nothing: ${post.sentence}`;
  const then = wasPaged === page.yes ? '' : wasPaged ? ' · it did page then' : ' · it did not page then';
  return `${icon} ${code(id, 60)} ${moment(openedAtMs, 'day')} · ${prose(severity, 20)} · ${prose(title, 110)}\n   ${prose(why, 200)}${then}`;
}
