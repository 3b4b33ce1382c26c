/** The stories of the demo and of the tests, as data: a world, what happens in it, and what was really the matter. */
import { truthOf, worldRecords } from '../world/world.ts';
import type { Fault, Happening, Truth, WorldOptions, WorldRecord } from '../world/world.ts';

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly startAtMs: number;
  /** The first part is history: in a live demo it has already happened when somebody connects. */
  readonly historyForMs: number;
  readonly truth: Truth;
  /** In order of time; the same each time it is asked for. */
  readonly records: () => Iterable<WorldRecord>;
}

export interface ScenarioOptions {
  readonly seed: number;
  readonly startAtMs: number;
  readonly imageOf?: WorldOptions['imageOf'];
}

export type FaultName = 'memory-leak' | 'bad-rollout' | 'database-outage' | 'error-burst' | 'silence';

interface Story {
  readonly title: string;
  /** Times count from the moment the scenario goes live. */
  readonly happenings: readonly Happening[];
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Long enough for a first baseline, short enough to be read at once. */
const historyForMs = 15 * minute;

const stories = {
  leak: {
    title: 'cart leaks memory until the kernel kills it, checkout and web fail with it, and a fixed version ends it',
    happenings: [{ type: 'memoryLeak', service: 'cart', afterForMs: 30 * second, growForMs: 40 * second, forMs: 100 * second }],
  },
  'bad-rollout': {
    title: 'a new version of checkout fails its requests and crashes until somebody undoes it, you or, after three minutes, its team',
    happenings: [{ type: 'badRollout', service: 'checkout', afterForMs: 40 * second, forMs: 180 * second }],
  },
  'database-outage': {
    title: 'the disk of postgres is full, and everything that stores something fails until there is room again',
    happenings: [{ type: 'databaseOutage', afterForMs: 40 * second, forMs: 90 * second }],
  },
  'quiet-day': {
    title: 'a rollout, twice the customers, the nightly job, a scale-down and a drained node: nothing to report',
    happenings: [
      { type: 'rollout', service: 'catalog', afterForMs: 30 * second },
      { type: 'loadDoubling', afterForMs: 90 * second, forMs: 120 * second },
      { type: 'nightlyJob', afterForMs: 150 * second },
      { type: 'scale', service: 'web', replicas: 3, afterForMs: 180 * second },
      { type: 'scale', service: 'web', replicas: 2, afterForMs: 240 * second },
      { type: 'nodeDrain', node: 'node-b', afterForMs: 300 * second, forMs: 120 * second },
    ],
  },
} as const satisfies Record<string, Story>;

export type ScenarioName = keyof typeof stories;

/** The demo's scenarios, the default first. */
export const scenarioNames: readonly ScenarioName[] = ['leak', 'bad-rollout', 'database-outage', 'quiet-day'];

/** A scenario of the demo: 15 minutes of history from `startAtMs`, then the story, then a day of peace. */
export function scenario(name: ScenarioName, options: ScenarioOptions): Scenario {
  const { title, happenings } = stories[name];
  return build(
    { name, title, historyForMs },
    {
      ...options,
      forMs: historyForMs + 24 * hour,
      volume: 4,
      metricsEveryForMs: 5 * second,
      happenings: happenings.map((happening) => ({ ...happening, afterForMs: happening.afterForMs + historyForMs })),
    },
  );
}

/** 24 hours with everything that a day brings, and nothing wrong. Start it at midnight UTC. */
export function quietDay(options: ScenarioOptions): Scenario {
  return build(
    { name: 'quiet-day', title: 'an ordinary day', historyForMs: 0 },
    { ...options, forMs: 24 * hour, happenings: ordinaryDay(options.seed) },
  );
}

/** The same day, record for record until six in the evening, when one thing breaks. */
export function quietDayWithFault(options: ScenarioOptions & { readonly fault: FaultName }): Scenario {
  const { fault, seed, startAtMs } = options;
  const happenings = [...ordinaryDay(seed), faultAt(fault, 18 * hour, seed)];
  return build(
    { name: `quiet-day-with-${fault}`, title: `an ordinary day but for one ${fault}`, historyForMs: 0 },
    { seed, startAtMs, forMs: 24 * hour, happenings },
  );
}

function build(about: Pick<Scenario, 'name' | 'title' | 'historyForMs'>, options: WorldOptions): Scenario {
  return { ...about, startAtMs: options.startAtMs, truth: truthOf(options), records: () => worldRecords(options) };
}

/** Hours move a little with the seed, so that no two days are the same. */
function ordinaryDay(seed: number): Happening[] {
  const shift = (seed % 7) * 4 * minute;
  return [
    { type: 'nightlyJob', afterForMs: 2 * hour + 15 * minute },
    { type: 'rollout', service: 'catalog', afterForMs: 9 * hour + shift },
    { type: 'loadDoubling', afterForMs: 12 * hour + shift, forMs: hour },
    { type: 'scale', service: 'web', replicas: 4, afterForMs: 12 * hour + shift + 5 * minute },
    { type: 'scale', service: 'web', replicas: 2, afterForMs: 13 * hour + shift + 20 * minute },
    { type: 'nodeDrain', node: 'node-b', afterForMs: 15 * hour + shift, forMs: 30 * minute },
    { type: 'rollout', service: 'checkout', afterForMs: 16 * hour + shift },
    { type: 'scale', service: 'users', replicas: 1, afterForMs: 22 * hour + shift },
  ];
}

function faultAt(name: FaultName, afterForMs: number, seed: number): Fault {
  const pick = (options: readonly string[]): string => options[seed % options.length] ?? 'cart';
  switch (name) {
    case 'memory-leak':
      return { type: 'memoryLeak', service: pick(['cart', 'catalog', 'payments']), afterForMs, growForMs: 30 * minute, forMs: 50 * minute };
    case 'bad-rollout':
      return { type: 'badRollout', service: pick(['checkout', 'orders', 'payments']), afterForMs, forMs: 20 * minute };
    case 'database-outage':
      return { type: 'databaseOutage', afterForMs, forMs: 15 * minute };
    case 'error-burst':
      return { type: 'errorBurst', service: 'inventory', afterForMs, forMs: 20 * minute };
    case 'silence':
    default:
      return { type: 'silence', service: pick(['recommendations', 'users']), afterForMs, forMs: 30 * minute };
  }
}
