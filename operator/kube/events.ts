/** Kubernetes Events about our own objects, shown by `kubectl describe`: equal ones are counted in one object, never written too often. */
import { createHash } from 'node:crypto';
import type { Telemetry } from '../telemetry.ts';
import { resources, type ApiObject, type KubeClient } from './client.ts';
import { pause } from '../pause.ts';

export interface EventSubject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Events about objects without a namespace lie in `default`. */
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly uid?: string | undefined;
}

export interface EventText {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase and specific, from a closed list of its author: `ModelTrained`. */
  readonly reason: string;
  /** A sentence; cut at 1,000 bytes, the API takes 1,024. */
  readonly message: string;
}

export interface EventRecorder {
  /** Returns at once and never throws; what cannot be written is counted. */
  record(subject: EventSubject, text: EventText): void;
  /** Resolves after the signal has aborted and the last write has ended. */
  readonly done: Promise<void>;
}

export interface EventRecorderOptions {
  readonly client: KubeClient;
  /** Who says it: `logdetector`. */
  readonly component: string;
  readonly instance: string;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly telemetry: Telemetry;
  readonly limits?: Partial<EventLimits> | undefined;
}

export interface EventLimits {
  /** Different Events known at a time; the oldest is forgotten and begins a new count when it comes again. */
  readonly known: number;
  /** The same Event is written at most this often; in between it is only counted. */
  readonly repeatEveryMs: number;
  /** An Event that did not come for this long begins a new object; the API server keeps Events for an hour. */
  readonly countForMs: number;
  /** Pause between two writes, so that a storm of Events is no storm of requests. */
  readonly pauseMs: number;
}

const defaultLimits: EventLimits = { known: 500, repeatEveryMs: 60_000, countForMs: 600_000, pauseMs: 50 };

interface Entry {
  readonly subject: EventSubject;
  readonly text: EventText;
  readonly name: string;
  readonly firstAtMs: number;
  lastAtMs: number;
  count: number;
  writtenCount: number;
  writtenAtMs: number;
}

export function startEventRecorder(options: EventRecorderOptions): EventRecorder {
  const limits = { ...defaultLimits, ...options.limits };
  const entries = new Map<string, Entry>();
  let wake = Promise.withResolvers<void>();
  options.signal.addEventListener('abort', () => wake.resolve(), { once: true });

  function record(subject: EventSubject, text: EventText): void {
    const atMs = options.now();
    const key = JSON.stringify([subject.kind, subject.namespace, subject.name, subject.uid, text.type, text.reason, text.message]);
    const known = entries.get(key);
    const isFresh = known !== undefined && atMs - known.lastAtMs < limits.countForMs;
    const entry = isFresh ? known : createEntry(subject, text, atMs);
    entry.count += 1;
    entry.lastAtMs = atMs;
    entries.delete(key);
    entries.set(key, entry);
    forgetOldest(entries, limits.known, options.telemetry);
    wake.resolve();
  }

  async function write(entry: Entry): Promise<void> {
    entry.writtenCount = entry.count;
    entry.writtenAtMs = options.now();
    try {
      await options.client.apply(resources.events, toObject(entry, options), {
        fieldManager: options.component,
        force: true,
        signal: options.signal,
      });
    } catch (error) {
      // An Event is a courtesy: what it says also stands in the conditions.
      if (!options.signal.aborted) options.telemetry.emit('EventDropped', { reason: 'refused', error: String(error) });
    }
  }

  async function work(): Promise<void> {
    while (!options.signal.aborted) {
      const entry = due(entries, options.now(), limits.repeatEveryMs);
      if (entry) {
        await write(entry);
        await pause(limits.pauseMs, options.signal);
        continue;
      }
      // Counts that grew between two writes are written when their time has come.
      const waitEnd = new AbortController();
      await Promise.race([wake.promise, pause(limits.repeatEveryMs, AbortSignal.any([options.signal, waitEnd.signal]))]);
      waitEnd.abort();
      if (!options.signal.aborted) wake = Promise.withResolvers<void>();
    }
  }

  return { record, done: work() };
}

/** An Event not written yet, or one that was counted on since its last write and may be written again. */
function due(entries: ReadonlyMap<string, Entry>, atMs: number, repeatEveryMs: number): Entry | undefined {
  for (const entry of entries.values()) {
    if (entry.count > entry.writtenCount && (entry.writtenCount === 0 || atMs - entry.writtenAtMs >= repeatEveryMs)) return entry;
  }
  return undefined;
}

function forgetOldest(entries: Map<string, Entry>, known: number, telemetry: Telemetry): void {
  for (const [key, entry] of entries) {
    if (entries.size <= known) return;
    entries.delete(key);
    if (entry.count > entry.writtenCount) telemetry.emit('EventDropped', { reason: 'too-many' });
  }
}

function createEntry(subject: EventSubject, text: EventText, atMs: number): Entry {
  const identity = JSON.stringify([subject, text, atMs]);
  const suffix = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  const name = `${subject.name.slice(0, 200)}.${suffix}`;
  return { subject, text, name, firstAtMs: atMs, lastAtMs: atMs, count: 0, writtenCount: 0, writtenAtMs: 0 };
}

function toObject(entry: Entry, options: EventRecorderOptions): ApiObject {
  const { subject, text } = entry;
  const namespace = subject.namespace ?? 'default';
  const event = {
    metadata: { namespace, name: entry.name },
    involvedObject: { ...subject, namespace: subject.namespace ?? '' },
    type: text.type,
    reason: text.reason.slice(0, 128),
    message: text.message.slice(0, 1000),
    count: entry.count,
    firstTimestamp: wholeSecond(entry.firstAtMs),
    lastTimestamp: wholeSecond(entry.lastAtMs),
    source: { component: options.component },
    reportingComponent: options.component,
    reportingInstance: options.instance,
  };
  return event;
}

function wholeSecond(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
