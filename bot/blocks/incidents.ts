/** The answer to `/logbot incidents`: one line each. */
import type { IncidentView } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import { causeLabel } from './cause.ts';
import { homeOf } from './incident.ts';
import type { Message } from './limits.ts';
import { code, counted, duration, joinLines, prose } from './text.ts';

export function incidentsMessage(
  views: readonly IncidentView[],
  { onlyOpen, nowMs }: { readonly onlyOpen: boolean; readonly nowMs: number },
): Message {
  const open = views.filter(({ incident }) => incident.state === 'open');
  const closed = views.filter(({ incident }) => incident.state !== 'open');
  const title = open.length > 0 ? counted(open.length, 'open incident') : 'No open incident';
  const chapters = [
    ...(open.length > 0 ? [section(joinLines(open.map((view) => line(view, nowMs))))] : []),
    ...(closed.length > 0 ? [section(`*Over*\n${joinLines(closed.map((view) => line(view, nowMs)))}`)] : []),
  ];
  const nothing = section(
    onlyOpen
      ? 'Nothing is open. `/logbot incidents` also lists what is over.'
      : 'None is known yet. `/logbot status` shows what is covered.',
  );
  return {
    text: title,
    blocks: [
      header(title),
      ...(chapters.length > 0 ? chapters : [nothing]),
      context('`/logbot why <incident>` tells the whole story.'.replaceAll('<', '&lt;').replaceAll('>', '&gt;')),
    ],
  };
}

function line(view: IncidentView, nowMs: number): string {
  const { incident, page } = view;
  const cause = incident.causes[0];
  const why = cause ? ` · ${causeLabel(cause, homeOf(view))}` : '';
  const endAtMs = incident.resolvedAtMs ?? nowMs;
  const icon = incident.state === 'open' ? '🔴' : '✅';
  const paged = page.state === 'paged' || page.state === 'resolved' ? ' · 📟 paged' : '';
  const length = duration(endAtMs - incident.openedAtMs);
  return `${icon} ${code(incident.id, 60)} ${prose(incident.title, 120)}${why} · ${moment(incident.openedAtMs, 'day')}, ${length}${paged}`;
}
