/** The engine as the operator runs it, and all that it told: each incident with its causes as they changed, and whom it would have woken. */
import { createEngine, decidePage, defaultPolicy, type Cause, type Engine, type Incident, type LogStream } from '../../engine/index.ts';
import { hourMs, minuteMs } from '../traffic/calendar.ts';
import { iso } from './dialect.ts';
import { learningMs } from './director.ts';
import type { Slot } from './world.ts';

/** A cause as it stood from a time on; null for none. */
export interface ToldCause {
  readonly atMs: number;
  readonly cause: Pick<Cause, 'workload' | 'node' | 'kind' | 'score' | 'reasons'> | null;
}

/** JSON-able. */
export interface Told {
  readonly id: string;
  readonly openedAtMs: number;
  readonly detectedAtMs: number;
  lastAtMs: number;
  title: string;
  severity: string;
  /** When its first page went out. */
  pagedAtMs: number | null;
  /** The first cause, each time it changed. */
  readonly causes: ToldCause[];
  /** Workloads as `NAMESPACE/NAME` and nodes as `node/NAME`, whether failing or blamed. */
  readonly members: string[];
  /** When each member was first named. */
  readonly memberAtMs: number[];
  resolvedAtMs: number | null;
}

export interface Watch {
  readonly engine: Engine;
  readonly told: readonly Told[];
  slot(slot: Slot): void;
}

/** The operator looks every five seconds; so does this where a delay is measured, and less often where nothing is expected. */
const learningTickMs = 60_000;
const calmTickMs = 15_000;

export function createWatch(fromAtMs: number): Watch {
  const engine = createEngine({ detector: 'bench/simulator' });
  const told = new Map<string, Told>();
  return {
    engine,
    get told() {
      return [...told.values()];
    },
    slot({ nowMs, observations, lines, isTense }) {
      for (const observation of observations) engine.observe(observation);
      pushLines(engine, lines, nowMs);
      const isLearning = nowMs < fromAtMs + learningMs - hourMs;
      if (!isTense && nowMs % (isLearning ? learningTickMs : calmTickMs) !== 0) return;
      for (const { incident } of engine.tick(nowMs).changes) note(told, incident, nowMs);
      for (const incident of engine.incidents()) page(told.get(incident.id), incident, nowMs);
    },
  };
}

function pushLines(engine: Engine, lines: Slot['lines'], nowMs: number): void {
  const texts = new Map<LogStream, string>();
  for (const { stream, atMs, text } of lines) {
    const stamp = `${iso(atMs).slice(0, 23)}104729Z `;
    const stamped = text.includes('\n') ? text.replaceAll('\n', `\n${stamp}`) : text;
    texts.set(stream, `${texts.get(stream) ?? ''}${stamp}${stamped}\n`);
  }
  for (const [stream, text] of texts) engine.push({ stream, framing: 'kubernetes', bytes: encoder.encode(text), receivedAtMs: nowMs });
}

const encoder = new TextEncoder();

function note(told: Map<string, Told>, incident: Incident, nowMs: number): void {
  const { id, openedAtMs, resolvedAtMs, title, severity, causes, affected } = incident;
  let known = told.get(id);
  if (known === undefined) {
    known = {
      id,
      openedAtMs,
      detectedAtMs: nowMs,
      lastAtMs: nowMs,
      title,
      severity,
      pagedAtMs: null,
      resolvedAtMs,
      causes: [],
      members: [],
      memberAtMs: [],
    };
    told.set(id, known);
  }
  Object.assign(known, { lastAtMs: nowMs, title, severity, resolvedAtMs });
  const first = causes[0] ?? null;
  if (known.causes.length === 0 || keyOf(first) !== keyOf(known.causes.at(-1)?.cause ?? null))
    known.causes.push({ atMs: nowMs, cause: shortened(first) });
  for (const member of [...affected.map(({ workload }) => nameOf(workload)), ...causes.slice(0, 1).flatMap(objectsOf)])
    if (!known.members.includes(member)) {
      known.members.push(member);
      known.memberAtMs.push(nowMs);
    }
}

function page(known: Told | undefined, incident: Incident, nowMs: number): void {
  if (known === undefined || known.pagedAtMs !== null || nowMs - incident.openedAtMs > 24 * 60 * minuteMs) return;
  if (decidePage(incident, { ...defaultPolicy, receiver: 'the receiver' }).yes) known.pagedAtMs = nowMs;
}

/** The workload or the node that a cause blames, in the words of the truth. */
export function objectsOf({ workload, node }: Pick<Cause, 'workload' | 'node'>): readonly string[] {
  if (workload !== null) return [nameOf(workload)];
  return node === null ? [] : [`node/${node}`];
}

function shortened(cause: Cause | null): ToldCause['cause'] {
  if (cause === null) return null;
  const { workload, node, kind, score, reasons } = cause;
  return { workload, node, kind, score, reasons: reasons.slice(0, 3) };
}

function keyOf(cause: ToldCause['cause']): string {
  return cause === null ? '' : `${cause.kind} ${cause.workload ?? ''} ${cause.node ?? ''}`;
}

/** `namespace/kind/name` without its kind. */
function nameOf(workload: string): string {
  const [namespace = '', , ...name] = workload.split('/');
  return `${namespace}/${name.join('/')}`;
}
