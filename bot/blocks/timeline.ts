/** The answer to `/logbot timeline`: what happened when, and nothing else. */
import type { IncidentView } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import { homeOf } from './incident.ts';
import type { Message } from './limits.ts';
import { pageOf, type Page } from './pages.ts';
import { duration } from '../../api/duration.ts';
import { code, counted, joinLines, plain, prose, workloadName } from './text.ts';

const perPage = 25;

export function timelineMessage(view: IncidentView, wanted: number): { readonly message: Message } & Pick<Page<never>, 'page' | 'pages'> {
  const { incident } = view;
  const home = homeOf(view);
  const entries = incident.timeline.toSorted((a, b) => a.atMs - b.atMs);
  const { shown, page, pages } = pageOf(entries, wanted, perPage);
  const lines = shown.map(({ atMs, workload, text }) => {
    const who = workload === null ? '' : `*${prose(workloadName(workload, home), 60)}* `;
    return `${moment(atMs, 'seconds')}  ${who}${prose(text, 240)}`;
  });
  const endAtMs = incident.resolvedAtMs ?? incident.updatedAtMs;
  const span = `${moment(incident.openedAtMs, 'day')}, ${duration(endAtMs - incident.openedAtMs)}${incident.state === 'open' ? ' so far' : ''}`;
  const part = pages > 1 ? ` · page ${page + 1} of ${pages}` : '';
  const message: Message = {
    text: `Timeline of ${prose(incident.id, 60)}: ${counted(entries.length, 'step')}`,
    blocks: [
      header(`Timeline: ${plain(incident.title, 130)}`),
      section(joinLines(lines, 2900)),
      context(`${code(incident.id, 60)} · ${span}${part} · why: ${code(`/logbot why ${incident.id}`, 90)}`),
    ],
  };
  return { message, page, pages };
}
