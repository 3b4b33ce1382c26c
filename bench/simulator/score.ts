/** What was told, held against what was so. */
import { minuteMs } from '../traffic/calendar.ts';
import { learningMs } from './director.ts';
import type { Fault, Happening } from './fault.ts';
import { objectsOf, type Told, type ToldCause } from './watch.ts';

/** One fault and what was made of it; JSON-able. */
export interface Outcome extends Fault {
  readonly isFound: boolean;
  /** Found only in an incident that is told of another fault. */
  readonly isMerged: boolean;
  readonly incidents: number;
  readonly pages: number;
  /** Of the incident that spoke first. */
  readonly title: string | null;
  readonly firstWord: string | null;
  readonly lastWord: string | null;
  readonly isFirstRight: boolean;
  readonly isLastRight: boolean;
  /** The object alone. */
  readonly isObjectRight: boolean;
  /** From the onset, 0 for what was told before it. */
  readonly wordAfterMs: number | null;
  /** From the first word to the first time that the right cause stood first; null where it never did. */
  readonly rightAfterMs: number | null;
}

export interface FalseIncident {
  readonly atMs: number;
  readonly title: string;
  readonly cause: string;
  readonly severity: string;
  readonly isPaged: boolean;
  /** What ordinary thing was going on. */
  readonly during: string;
}

export interface Score {
  readonly outcomes: readonly Outcome[];
  readonly falseIncidents: readonly FalseIncident[];
  readonly incidents: number;
  /** Since the learning was over. */
  readonly days: number;
}

export interface Truth {
  readonly faults: readonly Fault[];
  readonly happenings: readonly Happening[];
  readonly fromAtMs: number;
  readonly untilAtMs: number;
}

/** What a fault leaves behind is not held against anybody for this long. */
const echoMs = 15 * minuteMs;
/** An incident may be said to have begun so long before the fault: the last look before it. */
const earlyMs = 2 * minuteMs;

export function score(told: readonly Told[], { faults, happenings, fromAtMs, untilAtMs }: Truth): Score {
  const scored = told.filter(({ detectedAtMs }) => detectedAtMs >= fromAtMs + learningMs);
  const shown = faults.filter(({ onsetAtMs }) => onsetAtMs !== null);
  const owners = new Map(scored.map((incident) => [incident, [...concerned(incident, faults), ...carried(incident, faults)]]));
  return {
    outcomes: shown.map((fault) => outcomeOf(fault, owners)),
    falseIncidents: scored.filter((incident) => concerned(incident, faults).length === 0).map((incident) => describe(incident, happenings)),
    incidents: scored.length,
    days: (untilAtMs - fromAtMs - learningMs) / 86_400_000,
  };
}

/** Faults that the incident may be about, the likeliest first. */
function concerned(incident: Told, faults: readonly Fault[]): readonly Fault[] {
  const { detectedAtMs, members } = incident;
  const last = incident.causes.at(-1)?.cause ?? null;
  const fits = (fault: Fault): number => {
    const inReach = members.filter((member) => fault.reach.includes(member)).length;
    const victims = members.filter((member) => fault.victims.includes(member)).length;
    return (isObjectRight(last, fault) ? 1_000 : 0) + 10 * victims + inReach;
  };
  return faults
    .filter(({ beginAtMs, endAtMs }) => detectedAtMs >= beginAtMs - earlyMs && detectedAtMs <= endAtMs + echoMs)
    .map((fault) => ({ fault, fit: fits(fault) }))
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit || b.fault.beginAtMs - a.fault.beginAtMs)
    .map(({ fault }) => fault);
}

/** Faults whose failing was told as more of an incident that was open before they began. */
function carried({ detectedAtMs, resolvedAtMs, members, memberAtMs }: Told, faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ beginAtMs, endAtMs, reach }) => {
    const isBefore = detectedAtMs < beginAtMs - earlyMs && (resolvedAtMs ?? Number.POSITIVE_INFINITY) > beginAtMs;
    const isTold = (member: string, i: number): boolean => {
      const atMs = memberAtMs[i] ?? 0;
      return atMs >= beginAtMs && atMs <= endAtMs + minuteMs && reach.includes(member);
    };
    return isBefore && members.some(isTold);
  });
}

function outcomeOf(fault: Fault, owners: ReadonlyMap<Told, readonly Fault[]>): Outcome {
  const inTime = (incident: Told): boolean => incident.detectedAtMs <= fault.endAtMs + minuteMs;
  const own = [...owners]
    .filter(([incident, of]) => of[0] === fault && inTime(incident) && incident.detectedAtMs >= fault.beginAtMs - earlyMs)
    .map(([incident]) => incident);
  const any = [...owners].filter(([incident, of]) => of.includes(fault) && inTime(incident)).map(([incident]) => incident);
  const counts = { incidents: own.length, pages: own.filter(({ pagedAtMs }) => pagedAtMs !== null).length };
  // An incident that was open before may come to hold it.
  const [first] = (own.length > 0 ? own : any).toSorted((a, b) => a.detectedAtMs - b.detectedAtMs);
  if (first === undefined) return { ...fault, ...counts, ...unfound };
  return { ...fault, ...counts, isFound: true, isMerged: own.length === 0, ...wordsOf(first, fault) };
}

const unfound = {
  isFound: false,
  isMerged: false,
  title: null,
  firstWord: null,
  lastWord: null,
  isFirstRight: false,
  isLastRight: false,
  isObjectRight: false,
  wordAfterMs: null,
  rightAfterMs: null,
} as const;

function wordsOf(
  { title, causes, detectedAtMs }: Told,
  fault: Fault,
): Omit<Outcome, keyof Fault | 'isFound' | 'isMerged' | 'incidents' | 'pages'> {
  const isBefore = detectedAtMs < fault.beginAtMs - earlyMs;
  const right = causes.find(({ cause }) => isRight(cause, fault));
  const [first, last] = [causes[0]?.cause ?? null, causes.at(-1)?.cause ?? null];
  return {
    title,
    firstWord: wordOf(first),
    lastWord: wordOf(last),
    isFirstRight: isRight(first, fault),
    isLastRight: isRight(last, fault),
    isObjectRight: isObjectRight(last, fault),
    // Of an incident that was open before, nobody can say which word was the first of this fault.
    wordAfterMs: isBefore ? null : Math.max(0, detectedAtMs - (fault.onsetAtMs ?? fault.beginAtMs)),
    rightAfterMs: right === undefined || isBefore ? null : right.atMs - detectedAtMs,
  };
}

type Said = ToldCause['cause'];

function isRight(cause: Said, fault: Fault): boolean {
  return cause !== null && isObjectRight(cause, fault) && fault.rightKinds.includes(cause.kind);
}

/** What is neither a workload nor a node is outside. */
function isObjectRight(cause: Said, { rightObjects }: Fault): boolean {
  if (cause === null) return false;
  const objects = objectsOf(cause);
  if (objects.length === 0) return rightObjects.some((name) => name.startsWith('external/'));
  return objects.some((object) => rightObjects.includes(object));
}

function describe(incident: Told, happenings: readonly Happening[]): FalseIncident {
  const { detectedAtMs, title, severity, pagedAtMs, causes, members } = incident;
  const going = happenings.filter(
    ({ fromAtMs, untilAtMs, object }) =>
      detectedAtMs >= fromAtMs &&
      detectedAtMs <= untilAtMs + 10 * minuteMs &&
      (object === 'all' || object.startsWith('node/') || members.includes(object)),
  );
  const during = [...new Set(going.map(({ what }) => what))].join(', ');
  return {
    atMs: detectedAtMs,
    title,
    severity,
    isPaged: pagedAtMs !== null,
    cause: wordOf(causes.at(-1)?.cause ?? null),
    during: during || 'nothing',
  };
}

function wordOf(cause: ToldCause['cause']): string {
  if (cause === null) return 'none';
  return `${cause.kind} of ${objectsOf(cause)[0] ?? 'outside'} (${cause.score.toFixed(2)})`;
}
