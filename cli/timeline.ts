/** `logbot timeline`: an incident in the order in which it happened. */
import type { Answering } from './question.ts';
import { createClock, dateTime } from './text/clock.ts';
import { printable } from './text/printable.ts';

export const answerTimeline: Answering = async (client, { subject, namespaces }) => {
  const { detector, incident } = await client.incident(subject ?? '', namespaces);
  const { id, title, openedAtMs, resolvedAtMs, timeline } = incident;
  const object = { detector, id, title, openedAtMs, resolvedAtMs, timeline };
  const text = (): string => {
    const times = timeline.map(({ atMs }) => atMs);
    const clock = createClock(Math.min(openedAtMs, ...times), Math.max(openedAtMs, ...times));
    const lines = timeline.map(
      ({ atMs, workload, text: what }) => `  ${clock.time(atMs)}  ${workload === null ? '' : `${workload}: `}${what}`,
    );
    return [`${id}  ${title}`, `  ${detector}, since ${dateTime(openedAtMs)} UTC`, ...lines].map(printable).join('\n');
  };
  return { object, text };
};
