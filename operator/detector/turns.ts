/**
 * Where there are fewer log streams than containers, these take turns. A group is the containers of one name in one workload: each group has
 * a stream at every moment as long as there is one for each, and always as many, so that its counts neither fall nor rise with the turns.
 * The longest-read container of a group with several streams keeps its own; the others come around, whoever was never read first.
 */

/** A container that wants a stream. */
export interface Candidate {
  readonly key: string;
  readonly group: string;
  /** Lines of it have been read. */
  readonly isSeen: boolean;
  /** When its log was opened; null while that has not come about. */
  readonly openedAtMs: number | null;
  /** When it was last seen to be in trouble (restarted, not ready, ended); null where it is well. */
  readonly troubledAtMs: number | null;
}

export interface Turns {
  /** Who is read now, by key; `null`: all that can still be had, a number: from that instant on. */
  pick(candidates: readonly Candidate[], streams: number, nowMs: number): ReadonlyMap<string, number | null>;
}

/** A minute shows what a container writes at all; openings cost the API server something, so with more streams a turn is longer. */
const shortestTurnMs = 60_000;
const turnByStreamMs = 50;
/** While some were never read, a turn ends with the first lines, or after this time where none come; twice and three times that in the next two. */
const firstTurnMs = 3_000;
/** Who stayed silent in its first turn writes nothing, or what it wrote had not arrived yet, as where thousands of logs are opened at once. */
const firstTurns = 3;
/** A turn counts from the opening, or nobody would be read where openings are slow; what cannot be opened must not keep others waiting for ever. */
const openedWithinMs = 120_000;
/** Who is in trouble keeps its stream for so long, and gets one before others. */
const troubleMs = 180_000;
/** What it wrote before it was noticed is the reason to look. */
const beforeTroubleMs = 60_000;

interface Place {
  /** Lines of it have been read. */
  isSeen: boolean;
  /** Since when it has its stream; null: it waits. */
  sinceMs: number | null;
  /** When its last turn ended; -Infinity: it never had a stream. */
  endedMs: number;
  fromMs: number | null;
  troubledAtMs: number | null;
  turns: number;
}

export function turnForMs(streams: number): number {
  return Math.max(shortestTurnMs, streams * turnByStreamMs);
}

export function createTurns(): Turns {
  const places = new Map<string, Place>();

  function placeOf({ key, isSeen, troubledAtMs }: Candidate): Place {
    let place = places.get(key);
    if (place === undefined) places.set(key, (place = { isSeen, sinceMs: null, endedMs: -Infinity, fromMs: null, troubledAtMs, turns: 0 }));
    place.isSeen = isSeen;
    place.troubledAtMs = troubledAtMs;
    return place;
  }

  return {
    pick(candidates, streams, nowMs) {
      const known = new Set(candidates.map(({ key }) => key));
      for (const key of places.keys()) if (!known.has(key)) places.delete(key);
      const members = candidates.map((candidate) => ({ candidate, place: placeOf(candidate) }));
      const now = { nowMs, turnMs: turnForMs(streams) };
      const groups = [...Map.groupBy(members, ({ candidate }) => candidate.group).values()];
      const quotas =
        streams < groups.length
          ? oneForSome(groups, streams, now)
          : divide(
              groups.map(({ length }) => length),
              streams,
            );
      groups.forEach((group, index) => choose(group, quotas[index] ?? 0, now));
      return new Map(members.flatMap(({ candidate: { key }, place }) => (place.sinceMs === null ? [] : [[key, place.fromMs] as const])));
    },
  };
}

interface Member {
  readonly candidate: Candidate;
  readonly place: Place;
}

interface Now {
  readonly nowMs: number;
  readonly turnMs: number;
}

/** One for each, and the rest in proportion to how many would still wait, so that a turn comes around as soon everywhere. Pure. */
export function divide(sizes: readonly number[], streams: number): readonly number[] {
  const waiting = sizes.map((size) => Math.max(0, size - 1));
  const all = waiting.reduce((sum, count) => sum + count, 0);
  const left = Math.max(0, streams - sizes.length);
  const exact = waiting.map((count) => (all === 0 ? 0 : (count * Math.min(left, all)) / all));
  const whole = exact.map(Math.floor);
  let over = Math.min(left, all) - whole.reduce((sum, count) => sum + count, 0);
  const byRest = exact
    .map((share, index) => ({ index, rest: share - Math.floor(share) }))
    .toSorted((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of byRest) if (over-- > 0) whole[index] = (whole[index] ?? 0) + 1;
  return whole.map((count, index) => Math.min(sizes[index] ?? 0, count + 1));
}

/** There are more groups than streams: the groups take turns, too. */
function oneForSome(groups: readonly (readonly Member[])[], streams: number, now: Now): readonly number[] {
  const ranks = groups.map((members, index) => {
    const reading = members.filter(isReading);
    const isOn = reading.length > 0 && !reading.every(endsIn(members, now));
    return { index, isOn, endedMs: reading.length > 0 ? now.nowMs : Math.max(...members.map(({ place }) => place.endedMs)) };
  });
  const ordered = ranks.toSorted((a, b) => Number(b.isOn) - Number(a.isOn) || compare(a.endedMs, b.endedMs));
  const served = new Set(ordered.slice(0, streams).map(({ index }) => index));
  return groups.map((_, index) => (served.has(index) ? 1 : 0));
}

function choose(members: readonly Member[], quota: number, now: Now): void {
  const chosen = new Set(chosenOf(members, quota, now));
  for (const member of members) {
    if (chosen.has(member)) begin(member.place, now);
    else end(member.place, now);
  }
}

function chosenOf(members: readonly Member[], quota: number, now: Now): readonly Member[] {
  if (members.length <= quota) return members;
  const reading = members.filter(isReading).toSorted((a, b) => (a.place.sinceMs ?? 0) - (b.place.sinceMs ?? 0));
  // It is never the turn of the longest-read one to go, unless there is but one stream.
  const steady = quota > 1 ? reading.slice(0, 1) : [];
  const isDone = endsIn(members, now);
  const [staying, done] = [reading.slice(steady.length).filter((member) => !isDone(member)), reading.slice(steady.length).filter(isDone)];
  const waiting = members.filter((member) => !isReading(member)).toSorted((a, b) => compareWaiting(a.place, b.place, now.nowMs));
  return [...steady, ...staying, ...waiting, ...done].slice(0, quota);
}

function isReading({ place }: Member): boolean {
  return place.sinceMs !== null;
}

/** Whether the turn of one of the group is over. */
function endsIn(members: readonly Member[], { nowMs, turnMs }: Now): (member: Member) => boolean {
  const someAreNew = members.some(({ place }) => place.sinceMs === null && isNew(place));
  return ({ candidate, place: { isSeen, sinceMs, troubledAtMs, turns } }) => {
    const forMs = nowMs - (sinceMs ?? nowMs);
    const openForMs = candidate.openedAtMs === null ? null : nowMs - Math.max(candidate.openedAtMs, sinceMs ?? 0);
    // A clock that was set back ends the turn.
    if (forMs < 0) return true;
    if (openForMs === null) return forMs >= openedWithinMs;
    if (someAreNew) return isSeen || openForMs >= firstTurnMs * Math.min(turns, firstTurns);
    const isTroubled = troubledAtMs !== null && nowMs - troubledAtMs < troubleMs;
    return openForMs >= (isTroubled ? Math.max(turnMs, troubleMs) : turnMs);
  };
}

/** In trouble and not read since, then never read, then waiting for longest. */
function compareWaiting(a: Place, b: Place, nowMs: number): number {
  return Number(isUrgent(b, nowMs)) - Number(isUrgent(a, nowMs)) || compareNew(a, b) || compare(a.endedMs, b.endedMs) || a.turns - b.turns;
}

function compareNew(a: Place, b: Place): number {
  return Number(isNew(b)) - Number(isNew(a)) || (isNew(a) ? a.turns - b.turns : 0);
}

function isNew({ isSeen, turns }: Place): boolean {
  return turns === 0 || (!isSeen && turns < firstTurns);
}

function isUrgent({ troubledAtMs, endedMs }: Place, nowMs: number): boolean {
  return troubledAtMs !== null && troubledAtMs > endedMs && nowMs - troubledAtMs < troubleMs;
}

function begin(place: Place, { nowMs }: Now): void {
  if (place.sinceMs !== null) return;
  const { isSeen, endedMs, troubledAtMs } = place;
  const wantedMs = isUrgent(place, nowMs) ? Math.min(nowMs, (troubledAtMs ?? nowMs) - beforeTroubleMs) : nowMs;
  place.fromMs = endedMs === -Infinity || !isSeen ? null : Math.max(endedMs, wantedMs);
  place.sinceMs = nowMs;
  place.turns += 1;
}

function end(place: Place, { nowMs }: Now): void {
  if (place.sinceMs === null) return;
  place.sinceMs = null;
  place.endedMs = nowMs;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
