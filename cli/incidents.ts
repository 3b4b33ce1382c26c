/** `logbot incidents`: what an operator has found, and who was told of it, or would have been in shadow mode. */
import type { IncidentView } from '../api/contract.ts';
import { detectorsOf } from './detectors.ts';
import type { Answering } from './question.ts';
import { dateTime } from './text/clock.ts';
import { printable } from './text/printable.ts';

/** As many as the API hands out at once. */
const askedAtMost = 200;

export const answerIncidents: Answering = async (client, question) => {
  const { subject, namespaces } = question;
  const named = subject === null ? null : (await detectorsOf(client, question)).map(({ id }) => id);
  const views = await client.incidents({ namespaces, limit: askedAtMost });
  const incidents = views.filter(({ detector }) => named === null || named.includes(detector));
  return { object: { incidents }, text: () => incidents.map(chapter).join('\n\n') || 'No incident is known yet.' };
};

function chapter(view: IncidentView): string {
  const { incident, detector } = view;
  const until = incident.resolvedAtMs === null ? 'open' : `over ${dateTime(incident.resolvedAtMs)}`;
  const [cause] = incident.causes;
  const lines = [
    `${incident.id}  ${incident.title}`,
    `  of    ${detector}, ${incident.severity}, since ${dateTime(incident.openedAtMs)} UTC, ${until}`,
    ...(cause
      ? [`  cause ${[`${cause.kind} of ${cause.workload ?? cause.node ?? 'an unknown object'}`, ...cause.reasons.slice(0, 1)].join(': ')}`]
      : []),
    `  told  ${told(view)}`,
  ];
  return lines.map(printable).join('\n');
}

function told({ page, shadow }: IncidentView): string {
  if (shadow === undefined) return page.sentence;
  const { post, page: woken } = shadow;
  if (post === null && woken === null) return 'Shadow mode: nobody, nor would anybody have been in the active mode.';
  const parts = [...(post ? [`posted to ${post.channel}`] : []), ...(woken ? [`paged to ${woken.receiver} (${woken.because})`] : [])];
  return `Shadow mode: nobody; in the active mode it would have been ${parts.join(' and ')}.`;
}
