/** The answer to `/logbot incidents`: one line each. */
import type { IncidentView } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import { causeLabel } from './cause.ts';
import { homeOf } from './incident.ts';
import type { Message } from './limits.ts';
import { pageOf } from './pages.ts';
import { duration } from '../../api/duration.ts';
import { code, counted, joinLines, prose } from './text.ts';

const perPage = 15;

export interface IncidentsAsked {
  readonly onlyOpen: boolean;
  readonly nowMs: number;
  /** There are more than were handed in. */
  readonly isCut: boolean;
  readonly page?: number;
}

export function incidentsMessage(
  views: readonly IncidentView[],
  { onlyOpen, nowMs, isCut, page: wanted = 0 }: IncidentsAsked,
): { readonly message: Message; readonly page: number; readonly pages: number } {
  const open = views.filter(({ incident }) => incident.state === 'open');
  const closed = views.filter(({ incident }) => incident.state !== 'open');
  const { shown, page, pages } = pageOf([...open, ...closed], wanted, perPage);
  const isWhole = !isCut || closed.length > 0;
  const title = open.length > 0 ? `${isWhole ? '' : 'More than '}${counted(open.length, 'open incident')}` : 'No open incident';
  const isNamed = new Set(views.map(({ detector }) => detector)).size > 1;
  const told = (some: readonly IncidentView[]): string => joinLines(some.map((view) => line(view, nowMs, isNamed)));
  const [lasting, over] = [shown.filter((view) => open.includes(view)), shown.filter((view) => closed.includes(view))];
  const chapters = [
    ...(lasting.length > 0 ? [section(told(lasting))] : []),
    ...(over.length > 0 ? [section(`*Over*\n${told(over)}`)] : []),
  ];
  const part = pages > 1 ? ` Page ${page + 1} of ${pages}.` : '';
  const nothing = section(
    onlyOpen
      ? 'Nothing is open. `/logbot incidents` also lists what is over.'
      : 'None is known yet. `/logbot status` shows what is covered.',
  );
  const message: Message = {
    text: title,
    blocks: [
      header(title),
      ...(chapters.length > 0 ? chapters : [nothing]),
      context('`/logbot why <incident>` tells the whole story.'.replaceAll('<', '&lt;').replaceAll('>', '&gt;') + part),
    ],
  };
  return { message, page, pages };
}

/** `isNamed`: several LogDetectors are listed, and ids are their own. */
function line(view: IncidentView, nowMs: number, isNamed: boolean): string {
  const { incident, page } = view;
  const cause = incident.causes[0];
  const why = cause ? ` · ${causeLabel(cause, homeOf(view))}` : '';
  const endAtMs = incident.resolvedAtMs ?? nowMs;
  const icon = incident.state === 'open' ? '🔴' : '✅';
  const paged = page.state === 'paged' || page.state === 'resolved' ? ' · 📟 paged' : '';
  const would = view.shadow?.page ? ' · 🌒 would have paged' : view.shadow?.post ? ' · 🌒 would have been posted' : '';
  const length = duration(endAtMs - incident.openedAtMs);
  const detector = isNamed ? ` · ${prose(view.detector, 120)}` : '';
  return `${icon} ${code(incident.id, 60)} ${prose(incident.title, 120)}${why}${detector} · ${moment(incident.openedAtMs, 'day')}, ${length}${paged}${would}`;
}
