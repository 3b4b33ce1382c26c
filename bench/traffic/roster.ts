/** Draws the services of a seed. The first call those after them, so that load flows one way. */
import { workloadId } from '../../engine/index.ts';
import { dayMs, localTime, minuteMs, startAtMs } from './calendar.ts';
import { chanceOf, type Chance } from './chance.ts';
import { drawSeason, type Season, type Shape } from './season.ts';
import type { Batch, Schedule, Service } from './service.ts';
import { dialects } from './statement.ts';
import { drawStatements, type Volume } from './vocabulary.ts';

export interface RosterOptions {
  readonly seed: number;
  readonly services: number;
  readonly days: number;
}

/** At least ten services, so that there is one of every sort. */
export function drawRoster({ seed, services, days }: RosterOptions): readonly Service[] {
  return Array.from({ length: services }, (_, index) => drawService({ index, services, days, chance: chanceOf(`service ${index}`, seed) }));
}

interface Draft {
  readonly index: number;
  readonly services: number;
  readonly days: number;
  readonly chance: Chance;
}

/** Of ten services in a row. */
const volumes: readonly Volume[] = ['lively', 'medium', 'medium', 'busy', 'medium', 'lively', 'medium', 'medium', 'quiet', 'medium'];
const firsts =
  'amber basil cedar delta ember fjord grove heron iris jasper karst larch maple north ochre pine quartz raven slate thyme umber vale wren yarrow zinc'.split(
    ' ',
  );
const seconds = 'gateway api worker store relay'.split(' ');

function drawService(draft: Draft): Service {
  return isCronJobAt(draft.index) ? drawCronJob(draft) : drawServer(draft);
}

function drawServer(draft: Draft): Service {
  const { index, services, days, chance } = draft;
  const season = drawSeason(drawShape(index, chance), chance);
  const scaling = index % 25 === 8 ? 'asleep' : index % 5 === 3 ? 'load' : 'fixed';
  const releases = drawReleases(days, chance);
  const volume = volumes[index % volumes.length] ?? 'medium';
  const calls = drawCalls(index, services, chance);
  const callees = calls.map(nameOf);
  const written = drawStatements({ chance, volume, releases, isCronJob: false, hasSession: index % 5 === 0 || index % 10 === 2, callees });
  const replicas = volume === 'quiet' ? 1 : chance.int(2, 4);
  return {
    index,
    ...identityOf(index, index % 10 === 4 ? 'StatefulSet' : 'Deployment'),
    dialect: chance.pick(dialects),
    season,
    growthPerDay: chance.chance(0.3) ? chance.between(0.004, 0.012) : 0,
    noise: chance.between(0.02, 0.09),
    burstsPerDay: chance.between(0, 1.5),
    fromCallers: index > 2 && chance.chance(0.6) ? chance.between(0.3, 0.9) : 0,
    calls,
    replicas,
    scaling,
    statements: written.statements,
    session: written.session,
    batches: innerBatches(season, written.batch, chance),
    releases,
    scalings: scaling === 'asleep' ? [] : drawScalings(days, replicas, chance),
  };
}

/** Nothing but its runs. */
function drawCronJob({ index, chance }: Draft): Service {
  const written = drawStatements({ chance, volume: 'none', releases: [], isCronJob: true, hasSession: false, callees: [] });
  return {
    index,
    ...identityOf(index, 'CronJob'),
    dialect: chance.pick(dialects),
    season: drawSeason('flat', chance),
    growthPerDay: 0,
    noise: 0,
    burstsPerDay: 0,
    fromCallers: 0,
    calls: [],
    replicas: 0,
    scaling: 'fixed',
    statements: written.statements,
    session: null,
    batches: [cronJobBatch(index, written.batch, chance)],
    releases: [],
    scalings: [],
  };
}

function identityOf(index: number, kind: string): Pick<Service, 'ref' | 'id'> {
  const ref = { namespace: `team-${index % 6}`, kind, name: nameOf(index) };
  return { ref, id: workloadId(ref) };
}

function isCronJobAt(index: number): boolean {
  return index % 10 === 9;
}

function nameOf(index: number): string {
  const second = isCronJobAt(index) ? 'job' : (seconds[Math.floor(index / firsts.length) % seconds.length] ?? '');
  return `${firsts[index % firsts.length] ?? ''}-${second}`;
}

function drawShape(index: number, chance: Chance): Shape {
  const shape: readonly Shape[] = ['office', 'evening', 'broad', 'office', 'flat'];
  return index % 10 === 7 ? chance.pick(['night', 'lunch']) : (shape[index % 5] ?? 'flat');
}

/** One to three of the services behind it that are no CronJobs. */
function drawCalls(index: number, services: number, chance: Chance): readonly number[] {
  const behind = Array.from({ length: services - index - 1 }, (_, i) => index + 1 + i).filter((other) => !isCronJobAt(other));
  if (behind.length === 0) return [];
  return [...new Set(Array.from({ length: chance.int(1, 3) }, () => chance.pick(behind.slice(0, 12))))];
}

/** Now and then, on working days between nine and five, as people do. */
function drawReleases(days: number, chance: Chance): readonly number[] {
  const everyDays = chance.between(4, 12);
  const releases: number[] = [];
  for (let day = 0; day < days; day += 1) {
    const atMs = startAtMs + day * dayMs + Math.floor(chance.between(8, 16) * 60) * minuteMs;
    if (chance.chance(1 / everyDays) && localTime(atMs, 'europe').weekday < 5) releases.push(atMs);
  }
  return releases;
}

function drawScalings(days: number, replicas: number, chance: Chance): Service['scalings'] {
  const scalings: { atMs: number; replicas: number }[] = [];
  for (let day = 1; day < days; day += 1) {
    if (!chance.chance(0.06)) continue;
    scalings.push({
      atMs: startAtMs + day * dayMs + Math.floor(chance.between(0, 1_440)) * minuteMs,
      replicas: Math.max(1, replicas + chance.pick([-1, 1, 2])),
    });
  }
  return scalings;
}

function cronJobBatch(index: number, statements: readonly number[], chance: Chance): Batch {
  const zone = chance.pick(['utc', 'europe'] as const);
  const nightly = { minute: chance.int(0, 5 * 60), everyMinutes: 1_440, weekday: null, zone };
  const schedules: readonly Schedule[] = [
    nightly,
    { minute: chance.int(0, 59), everyMinutes: 60, weekday: null, zone: 'utc' },
    { ...nightly, weekday: chance.int(0, 6) },
    { minute: chance.int(0, 59), everyMinutes: 360, weekday: null, zone: 'utc' },
  ];
  const schedule = schedules[Math.floor(index / 10) % schedules.length] ?? nightly;
  const isHourly = schedule.everyMinutes < 1_440;
  return { schedule, statements, lengthMinutes: chance.int(2, 6), perMinute: isHourly ? chance.scale(5, 30) : chance.scale(30, 400) };
}

/** Every third service cleans up at night, some of them with thousands of lines a minute. */
function innerBatches(season: Season, statements: readonly number[], chance: Chance): readonly Batch[] {
  if (statements.length === 0 || !chance.chance(0.4)) return [];
  const zone = chance.pick(['utc', season.zone] as const);
  const weekday = chance.chance(0.25) ? chance.int(0, 6) : null;
  const schedule: Schedule = { minute: chance.int(0, 6 * 60), everyMinutes: 1_440, weekday, zone };
  return [{ schedule, statements, lengthMinutes: chance.int(2, 8), perMinute: chance.scale(40, 2_500) }];
}

/** Between 06:00 and 20:00 of working days. */
export function isAwake(atMs: number): boolean {
  const { hour, weekday } = localTime(atMs, 'europe');
  return weekday < 5 && hour >= 6 && hour < 20;
}
