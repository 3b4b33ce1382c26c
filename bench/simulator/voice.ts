/** What the services write in a slot of time, given their load and how their requests fare. */
import { minuteMs } from '../traffic/calendar.ts';
import { chanceOf, type Chance } from '../traffic/chance.ts';
import { complaintOf } from './ailment.ts';
import { hostOf, streamOf, type Cluster } from './cluster.ts';
import type { Level } from './dialect.ts';
import type { Failing, Fare } from './flow.ts';
import type { Roster, Service } from './service.ts';
import { isServing, type Pod } from './state.ts';
import { drawVocabulary, speak, type Statement, type Vocabulary } from './vocabulary.ts';

export interface Voice {
  /** Writes the lines of the `forMs` before now. */
  write(slot: { readonly service: Service; readonly load: number; readonly fare: Fare; readonly forMs: number }): void;
}

/** A service that fails altogether writes no more than so much a minute: loggers sample, and callers give up. */
const mostComplaintsPerMinute = 90;
const talkativeFactor = 12;
/** Requests that take so much longer than usual are worth a warning. */
const slowFactor = 6;

export function createVoice(cluster: Cluster, roster: Roster, seed: number): Voice {
  const speakers = roster.services.map((service) => createSpeaker(service, { cluster, roster, seed }));
  return { write: (slot) => speakers[slot.service.index]?.(slot) };
}

type Slot = Parameters<Voice['write']>[0];

interface Place {
  readonly cluster: Cluster;
  readonly roster: Roster;
  readonly seed: number;
}

function createSpeaker(service: Service, { cluster, roster, seed }: Place): (slot: Slot) => void {
  const chance = chanceOf(`voice ${service.index}`, seed);
  const vocabulary = drawVocabulary(service, chance);
  const manner = chance.int(0, 2);
  const workload = cluster.of(service.index);
  let nowMs = 0;

  const put = (level: Level, { text, part, forMs, latencyMs, pods }: Utterance): void => {
    const pod = chance.pick(pods);
    const atMs = nowMs - Math.floor(chance.next() * forMs);
    const trace = chance.chance(0.5) ? chance.hex(32) : null;
    cluster.write({
      atMs,
      stream: streamOf(pod),
      text: service.dialect({ atMs, level, text: speak(text, { chance, latencyMs }), part, trace, thread: chance.int(1, 8) }),
    });
  };

  return ({ load, fare, forMs }) => {
    nowMs = cluster.agenda.nowMs;
    const pods = workload.pods.filter(canWrite);
    if (pods.length === 0) return;
    const given = { forMs, latencyMs: fare.latencyMs, pods };
    const speaking = { service, chance, load, given, put };
    sayOf(fare.conditions, speaking);
    if (fare.conditions.some(({ isMute }) => isMute)) return;
    chat(vocabulary, fare.failed, speaking);
    if (service.tier !== 'store') {
      for (const failing of fare.failing) complain(failing, { ...speaking, roster, manner });
      warnOfSlowness(speaking);
    }
    talk(pods, speaking);
  };
}

/** Ready or not, it runs. */
function canWrite(pod: Pod): boolean {
  return isServing(pod) || (pod.container === 'running' && pod.node?.isUp === true && !pod.isDeleting);
}

function sayOf(conditions: Fare['conditions'], { chance, service, given, put }: Speaking): void {
  for (const { says } of conditions) {
    if (says === undefined) continue;
    const times = chance.poisson((says.perMinute * given.forMs) / minuteMs);
    for (let i = 0; i < times; i += 1) put(says.complaint.level, { ...given, part: service.noun, text: says.complaint.text });
  }
}

function chat(vocabulary: Vocabulary, failed: number, { chance, service, load, given, put }: Speaking): void {
  const lines = chance.poisson((service.linesPerMinute * load * given.forMs) / minuteMs);
  for (let i = 0; i < lines; i += 1) {
    const statement = pickStatement(vocabulary, chance);
    if (statement !== null && !(statement.isRequest && chance.chance(failed))) put(statement.level, { ...given, ...statement });
  }
}

function warnOfSlowness({ chance, service, load, given, put }: Speaking): void {
  if (given.latencyMs <= slowFactor * service.latencyMs) return;
  const slow = chance.poisson((service.linesPerMinute * 0.4 * load * given.forMs) / minuteMs);
  for (let i = 0; i < slow; i += 1) put('WARN', { ...given, part: `${service.noun}.http`, text: slowText(service) });
}

interface Utterance {
  readonly text: string;
  readonly part: string;
  readonly forMs: number;
  readonly latencyMs: number;
  readonly pods: readonly Pod[];
}

interface Speaking {
  readonly service: Service;
  readonly chance: Chance;
  readonly load: number;
  readonly given: Pick<Utterance, 'forMs' | 'latencyMs' | 'pods'>;
  readonly put: (level: Level, utterance: Utterance) => void;
}

function complain(
  failing: Failing,
  { service, roster, chance, manner, load, given, put }: Speaking & { readonly roster: Roster; readonly manner: number },
): void {
  const { share, mode, target } = failing;
  const perMinute = Math.min(mostComplaintsPerMinute, service.requestsPerMinute * load * share);
  const count = chance.poisson((perMinute * given.forMs) / minuteMs);
  const called = typeof target === 'number' ? roster.services[target] : undefined;
  const host = typeof target === 'string' ? target : called === undefined ? service.name : hostOf(called, service.namespace);
  const port = typeof target === 'string' ? 443 : (called?.port ?? service.port);
  const what = called?.noun ?? host;
  for (let i = 0; i < count; i += 1) {
    const { level, text, rest = [] } = complaintOf(mode, { target: `${host}:${port}`, what, noun: service.noun, manner });
    put(level, { ...given, part: `${service.noun}.http`, text: rest.length === 0 ? text : [text, ...rest].join('\n') });
  }
}

/** Debug lines of who writes them, and lines of a new revision. */
function talk(pods: readonly Pod[], { service, chance, load, given, put }: Speaking): void {
  for (const pod of pods) {
    const { isTalkative, newLines } = pod.revision.behaviour;
    const share = 1 / pods.length;
    const flood = isTalkative ? chance.poisson((service.linesPerMinute * talkativeFactor * load * share * given.forMs) / minuteMs) : 0;
    for (let i = 0; i < flood; i += 1)
      put('DEBUG', { ...given, pods: [pod], part: `${service.noun}.http`, text: chance.pick(debugTexts).replace('{noun}', service.noun) });
    for (const text of newLines) {
      const count = chance.poisson((service.linesPerMinute * 0.15 * load * share * given.forMs) / minuteMs);
      for (let i = 0; i < count; i += 1) put('INFO', { ...given, pods: [pod], part: `${service.noun}.http`, text });
    }
  }
}

const debugTexts = [
  'entering handler of {noun} {id}',
  'sql: select * from {noun}s where id = {id}',
  'headers: accept=*/* x-request-id={hex}',
  'leaving handler after {ms} ms',
];

function slowText({ noun }: Service): string {
  return `slow request: ${noun} {id} took {ms} ms`;
}

function pickStatement({ usual, weight }: Vocabulary, chance: Chance): Statement | null {
  let left = chance.next() * weight;
  for (const statement of usual) {
    left -= statement.weight;
    if (left < 0) return statement;
  }
  return usual[0] ?? null;
}
