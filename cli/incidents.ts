/** `logbot incidents`: what an operator has found, and who was told of it, or would have been in shadow mode. */
import type { IncidentView } from '../api/contract.ts';
import { printAnswer } from './answer.ts';
import { InputError } from './input.ts';
import { openOperator } from './operator.ts';
import type { OperatorAddress } from './operator.ts';
import type { Streams } from './streams.ts';
import { dateTime } from './text/clock.ts';
import { printable } from './text/printable.ts';

export interface IncidentsOptions {
  /** `namespace/name`; null for all. */
  readonly detector: string | null;
  readonly json: boolean;
}

/** As many as the API hands out at once. */
const askedAtMost = 200;

/** Returns the exit code: also 0 where something is open. */
export async function incidentsCommand({ detector, json }: IncidentsOptions, address: OperatorAddress, streams: Streams): Promise<number> {
  return printAnswer('incidents', streams, async () => {
    const client = await openOperator(address);
    const namespaces = detector === null ? '*' : (detector.split('/')[0] ?? '');
    if (detector !== null && !(await client.detectors(namespaces)).some(({ id }) => id === detector))
      throw new InputError(`There is no LogDetector ${detector}; it is named as NAMESPACE/NAME.`);
    const views = await client.incidents({ namespaces, limit: askedAtMost });
    const asked = views.filter((view) => detector === null || view.detector === detector);
    return json ? JSON.stringify({ incidents: asked }) : asked.map(chapter).join('\n\n') || 'No incident is known yet.';
  });
}

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
