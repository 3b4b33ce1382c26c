/** What a service can write: logging statements with places for values, in the service's own format. */
import type { Chance } from './chance.ts';

export type StatementLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/**
 * What its rate follows: `load` the traffic, `replica` the number of pods (heartbeats), `start` and `stop` the pods that come and go,
 * `batch` the jobs inside the service, `step` its sessions, `fault` writes only while something is broken.
 */
export type Driver = 'load' | 'replica' | 'start' | 'stop' | 'batch' | 'step' | 'fault';

export interface Statement {
  /** Position among the statements of the service. */
  readonly index: number;
  readonly level: StatementLevel;
  /** Words that no other statement of the service has beside one another: by them a pattern is known again. */
  readonly signature: string;
  readonly text: string;
  readonly driver: Driver;
  /** At load 1, of all replicas together; of one replica for `replica`. */
  readonly perMinute: number;
  /** Shape of the gamma: the lower, the more bursts. */
  readonly dispersion: number;
  /** Mean number of lines that come with one, within seconds: retries, pages of one request. */
  readonly companions: number;
  /** Written between two releases. */
  readonly fromAtMs: number;
  readonly untilAtMs: number;
}

/** Values that a fault has changed; absent as usual. */
export interface Bend {
  readonly node?: number | undefined;
  readonly slower?: number | undefined;
}

export type Dialect = 'plain' | 'logfmt' | 'json' | 'java';

export const dialects: readonly Dialect[] = ['plain', 'logfmt', 'json', 'java'];
export const nodes = 12;

const nouns =
  'order cart invoice parcel ledger session tariff voucher depot courier label receipt batch shelf quota coupon refund basket catalog price stock route fleet ticket seat menu claim policy device meter'.split(
    ' ',
  );
const actions =
  'export import lookup refresh upload transfer validation rendering renewal sync replay cleanup indexing scan merge approval lease split rollup audit'.split(
    ' ',
  );
const outcomes: Readonly<Record<StatementLevel, readonly string[]>> = {
  DEBUG: ['entered', 'deferred', 'examined', 'dumped'],
  INFO: ['finished', 'started', 'queued', 'skipped', 'accepted', 'resumed', 'scheduled', 'stored'],
  WARN: ['slow', 'retried', 'throttled', 'degraded', 'postponed'],
  ERROR: ['failed', 'aborted', 'refused', 'broken'],
};
const tails: Readonly<Record<'usual' | 'error', readonly string[]>> = {
  usual: [
    'in {ms} ms',
    'for customer {number}',
    'id={id} node=node-{node} took={ms}ms',
    'by node-{node} for customer {number}',
    ', {small} of {number} rows, {small} KB left',
    'from {ip} status={status} duration={ms}ms',
    '',
    'key={id} attempt {small}',
  ],
  error: [
    'on node-{node}: connection refused',
    'for customer {number}: deadline exceeded',
    'id={id} after {ms} ms: unexpected end of stream',
    'at {ip}: permission denied, code {small}',
    'for row {number}: duplicate key',
  ],
};

/** Signatures that are not yet taken, in an order drawn by chance. */
export function createNames(chance: Chance): (level: StatementLevel) => string {
  const taken = new Set<string>();
  return (level) => {
    for (;;) {
      const name = `${chance.pick(nouns)} ${chance.pick(actions)}`;
      if (taken.has(name)) continue;
      taken.add(name);
      return `${name} ${chance.pick(outcomes[level])}`;
    }
  };
}

export function drawTail(level: StatementLevel, chance: Chance): string {
  return chance.pick(level === 'ERROR' ? tails.error : tails.usual);
}

/** The line of a statement in the service's format; the caller puts the time of the container runtime before it. */
export function createWriter(statement: Statement, dialect: Dialect): (line: Line) => string {
  const pieces = statement.text.split(/\{(\w+)\}/);
  const { level } = statement;
  return (line) => {
    let text = pieces[0] ?? '';
    for (let i = 1; i < pieces.length; i += 2) text += valueOf(pieces[i] ?? '', line) + (pieces[i + 1] ?? '');
    return headed(dialect, level, { text, line });
  };
}

export interface Line {
  readonly chance: Chance;
  readonly bend: Bend;
  /** Of a step of a session. */
  readonly trace: string | null;
  readonly thread: number;
  readonly service: string;
}

function headed(dialect: Dialect, level: StatementLevel, { text, line }: { readonly text: string; readonly line: Line }): string {
  const { trace, thread, service } = line;
  if (dialect === 'plain') return `${level} ${text}${trace === null ? '' : ` trace_id=${trace}`}`;
  if (dialect === 'logfmt') return `level=${level.toLowerCase()} msg="${text}"${trace === null ? '' : ` trace_id=${trace}`}`;
  if (dialect === 'java')
    return `${level.padEnd(5)} [exec-${thread}] c.e.${service.replaceAll('-', '.')}.Handler - ${text}${trace === null ? '' : ` trace_id=${trace}`}`;
  return `{"level":"${level.toLowerCase()}","msg":"${text}"${trace === null ? '' : `,"trace_id":"${trace}"`},"thread":${thread}}`;
}

const statuses: readonly string[] = ['200', '200', '200', '200', '200', '200', '201', '204', '304', '404'];
const junk = 'alpha kilo tango sierra bravo echo victor zulu oscar lima'.split(' ');

function valueOf(name: string, { chance, bend }: Line): string {
  switch (name) {
    case 'ms':
      return String(Math.round(chance.scale(4, 400) * (bend.slower ?? 1)));
    case 'node':
      return String(bend.node ?? chance.int(1, nodes));
    case 'number':
      return String(chance.int(1_000, 999_999));
    case 'small':
      return String(chance.int(1, 60));
    case 'id':
      return chance.hex(12);
    case 'ip':
      return `10.${chance.int(0, 7)}.${chance.int(0, 255)}.${chance.int(1, 254)}`;
    case 'status':
      return chance.pick(statuses);
    case 'payload':
      return Array.from({ length: chance.int(3, 12) }, () => (chance.chance(0.4) ? chance.pick(junk) : chance.hex(chance.int(4, 24)))).join(
        ' ',
      );
    default:
      throw new Error(`no values are known for {${name}}`);
  }
}
