/** What is new since the last word: only what a reader needs. */
import type { Incident } from '../domain.ts';
import { faultOf, symptomOf } from './describe.ts';
import type { IncidentRecord } from './lifecycle.ts';
import { isBurn, isOfDiagnosis, type Failing, type Trouble } from './trouble.ts';
import { lengthOf, listOf, nameOf, relativeTo, verb } from './words.ts';

/** Repeats of a kill or crash are told at these counts: a loop must not fill the thread. */
const toldCounts = [2, 3, 5, 10, 20, 50, 100, 200, 500, 1000];
/** Sooner than this it is the same blow, on another replica. */
const sameBlowForMs = 20_000;
/** What is a state, such as not being ready, is counted as often as a watch repeats it: its count is no news. */
const repeating: ReadonlySet<string> = new Set(['evidence oom-kill', 'evidence restart']);

/** One sentence for each new thing; none when only numbers moved. */
export function newsSince(before: IncidentRecord, after: IncidentRecord): readonly string[] {
  return [
    ...causeNews(before, after),
    ...victimNews(before, after),
    ...hardNews(before, after),
    ...cascadeNews(before.incident, after.incident),
  ];
}

/** The first words about an incident; `besides` is another that is easily taken for the same, since what fails there is near. */
export function openingNews({ incident }: IncidentRecord, besides?: Pick<IncidentRecord, 'incident'>): readonly string[] {
  const reason = incident.causes[0]?.reasons[0];
  return [
    `${incident.title}.`,
    ...(reason === undefined ? [] : [sentence(reason)]),
    ...(incident.cascade.is ? [incident.cascade.sentence] : []),
    ...(besides === undefined ? [] : [`It is another failure than ${besides.incident.id}, which goes on: ${besides.incident.title}.`]),
  ];
}

/** The last words. */
export function resolvedNews({ incident, members }: IncidentRecord, nowMs: number): readonly string[] {
  const lastSeenAtMs = Math.max(
    incident.openedAtMs,
    ...members.flatMap(({ troubles }) => troubles.filter(({ sign }) => !sign).map(lastSeen)),
  );
  return [
    `Nothing of it was seen for ${lengthOf(nowMs - lastSeenAtMs)} and its pods are healthy; it lasted ${lengthOf(lastSeenAtMs - incident.openedAtMs)}.`,
  ];
}

/** Lines count as recent for a while after the last of them; that while is no part of the failure. */
function lastSeen({ lastAtMs, anomaly }: Trouble): number {
  return Math.min(lastAtMs, anomaly?.template?.lastSeenAtMs ?? lastAtMs);
}

function causeNews({ root: was }: IncidentRecord, { root: is, incident }: IncidentRecord): readonly string[] {
  if (is === null || (was?.entity === is.entity && was.kind === is.kind)) return [];
  const reason = incident.causes[0]?.reasons[0];
  const before = was === null ? '' : ` (before: ${faultOf(was.entity, was.kind)})`;
  return [`The likely cause is now: ${faultOf(is.entity, is.kind)}${before}${reason === undefined ? '' : `; ${reason}`}.`];
}

function victimNews(before: IncidentRecord, { members, root, incident }: IncidentRecord): readonly string[] {
  const known = new Set(before.members.map(({ entity }) => entity));
  const fresh = members.filter(({ entity }) => !known.has(entity) && entity !== root?.entity);
  const told = fresh
    .slice(0, maxVictimsTold)
    .map((member) => `${nameOf(member.entity)} fails too, ${relativeTo(incident.openedAtMs, member.sinceAtMs)}: ${symptomOf(member)}.`);
  const rest = fresh.slice(maxVictimsTold).map(({ entity }) => nameOf(entity));
  return rest.length === 0 ? told : [...told, `${listOf(rest)} ${verb(rest.length, 'fails', 'fail')} too.`];
}

/** With what each shows; of more only the names. */
const maxVictimsTold = 8;

/** A new kind of fact about what was known to fail, and the first repeats of one. */
function hardNews(before: IncidentRecord, { members }: IncidentRecord): readonly string[] {
  const known = new Map(before.members.map((member) => [member.entity, member]));
  return members.flatMap(({ entity, troubles }) => {
    const member = known.get(entity);
    if (member === undefined) return [];
    return troubles.flatMap((trouble) => {
      if (!trouble.hard || trouble.sign || (trouble.inside < 0.6 && !isBurn(trouble))) return [];
      const old = member.troubles.find(({ key }) => key === trouble.key);
      // What alone would not be worth an incident, such as one try to mount a volume, is no news of one either.
      if (!old?.opens) return trouble.opens && !isShown(trouble, member) ? [`${nameOf(entity)}: ${trouble.sentence}.`] : [];
      const isAnother = repeating.has(trouble.key) && trouble.lastAtMs - old.lastAtMs >= sameBlowForMs;
      const told = isAnother && toldCounts.some((count) => old.count < count && trouble.count >= count);
      return told
        ? [`${nameOf(entity)} again: ${trouble.sentence}, ${trouble.count} times in ${lengthOf(trouble.lastAtMs - trouble.sinceAtMs)}.`]
        : [];
    });
  });
}

/** What its facts show already has only got its name. */
function isShown({ key, kind }: Trouble, { troubles }: Failing): boolean {
  return isOfDiagnosis(key) && troubles.some((known) => known.kind === kind && known.opens);
}

function cascadeNews(before: Incident, after: Incident): readonly string[] {
  return after.cascade.is && !before.cascade.is ? [after.cascade.sentence] : [];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
