/** What `logbot test` tells, a person and a program. */
import { displayName } from '../../engine/index.ts';
import type { Gate } from '../../engine/index.ts';
import type { Played } from '../replay/player.ts';
import { createClock, range } from '../text/clock.ts';
import type { Clock } from '../text/clock.ts';
import { printable } from '../text/printable.ts';
import type { TestedDetector } from './detector.ts';
import type { Judged } from './judge.ts';
import type { Reading } from './reading.ts';

export interface Tested {
  readonly detector: TestedDetector;
  readonly recording: string;
  readonly played: Played;
  readonly judged: readonly Judged[];
  readonly reading: Pick<Reading, 'unread' | 'unknown'>;
}

export function reportOf({ detector, played, judged, reading }: Tested): string {
  const { spec, name } = detector;
  const clock = createClock(played.fromAtMs, played.toAtMs);
  const posted = judged.filter(({ postedAtMs }) => postedAtMs !== null).length;
  const paged = judged.filter(({ pagedAtMs }) => pagedAtMs !== null).length;
  const lines = [
    `${name}  ${range(played.fromAtMs, played.toAtMs)} UTC`,
    `lines  ${counted(played.coverage.linesSeen, 'line')} read, ${reading.unread.toLocaleString('en-US')} not selected`,
    `posts  ${posted} of ${counted(judged.length, 'incident')}, ${spec.notify.channel === null ? 'no channel is named' : `to ${spec.notify.channel}`}`,
    `pages  ${paged}, ${spec.paging.receiver === null ? 'no receiver is named' : `to ${spec.paging.receiver}`}`,
    ...remarksOf({ detector, played, reading }).map((remark) => `note   ${remark}`),
    ...judged.flatMap((one) => ['', ...tell(one, clock)]),
  ];
  return lines.map(printable).join('\n');
}

/** What stands between the test and the truth. */
export function remarksOf({ detector, played, reading }: Pick<Tested, 'detector' | 'played' | 'reading'>): readonly string[] {
  const { spec } = detector;
  return [
    ...(spec.paused ? ['spec.paused is true: applied like this, it reads nothing'] : []),
    ...(spec.mode === 'Shadow' ? ['spec.mode is Shadow: applied like this, it decides so and tells nobody'] : []),
    ...(reading.unknown > 0
      ? [`${counted(reading.unknown, 'line')} of pods that the recording does not show, read as if they were selected`]
      : []),
    ...(spec.redaction.hash ? ['values are replaced without a hash: the salt is the administrator’s'] : []),
    ...(played.learning === null ? [] : [`the baseline is thin: ${played.learning}; --train takes recordings of normal operation`]),
  ];
}

/** For programs; times in RFC 3339. */
export function answerOf(tested: Tested): object {
  const { detector, recording, played, judged, reading } = tested;
  return {
    detector: detector.name,
    recording,
    channel: detector.spec.notify.channel,
    receiver: detector.spec.paging.receiver,
    lines: { read: played.coverage.linesSeen, notSelected: reading.unread, ofUnknownPods: reading.unknown },
    notes: remarksOf(tested),
    incidents: judged.map(({ incident, postedAtMs, pagedAtMs, postGates, pageGates }) => ({
      openedAt: iso(incident.openedAtMs),
      detectedAt: iso(incident.detectedAtMs),
      resolvedAt: incident.resolvedAtMs === null ? null : iso(incident.resolvedAtMs),
      title: incident.title,
      severity: incident.severity,
      affected: incident.affected.map(({ workload }) => displayName(workload)),
      postedAt: postedAtMs === null ? null : iso(postedAtMs),
      postGates,
      pagedAt: pagedAtMs === null ? null : iso(pagedAtMs),
      pageGates,
    })),
  };
}

function tell({ incident, postedAtMs, pagedAtMs, postGates, pageGates }: Judged, clock: Clock): readonly string[] {
  const { title, severity, openedAtMs, resolvedAtMs } = incident;
  const end = resolvedAtMs === null ? 'open at the end' : `resolved ${clock.time(resolvedAtMs)}`;
  return [
    `${severity.toUpperCase()}  ${title}`,
    `  since ${clock.time(openedAtMs)}, ${end}`,
    ...outcome(postedAtMs === null ? 'no post' : `post at ${clock.time(postedAtMs)}`, postedAtMs !== null, postGates),
    ...outcome(pagedAtMs === null ? 'no page' : `page at ${clock.time(pagedAtMs)}`, pagedAtMs !== null, pageGates),
  ];
}

/** Where it is said every gate has its part in it; where it is not, those that stand against it. */
function outcome(what: string, isYes: boolean, gates: readonly Gate[]): readonly string[] {
  const told = isYes ? gates : gates.filter(({ passed }) => !passed);
  const [first, ...rest] = told.map(({ sentence }) => sentence);
  const width = 18;
  return [`  ${what.padEnd(width)}${first ?? ''}`, ...rest.map((sentence) => ' '.repeat(width + 2) + sentence)];
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
