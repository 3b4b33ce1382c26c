/** Kubernetes Events: one stored form for both groups that serve them, repeated ones folded into one object with a count. */
import { createHash } from 'node:crypto';
import { objectAt, textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { timeOf } from './objects.ts';
import type { Resource } from './resources.ts';
import type { Storage } from './storage.ts';

export interface EventInput {
  readonly namespace: string;
  readonly object: { readonly kind: string; readonly name: string };
  readonly reason: string;
  readonly message: string;
  readonly severity: 'Normal' | 'Warning';
  readonly atMs: number;
  readonly count?: number | undefined;
  readonly sinceAtMs?: number | undefined;
  readonly component?: string | undefined;
  /** Of the object, where it is known: `kubectl describe` asks by it. */
  readonly uid?: string | undefined;
}

/** The API server forgets Events after an hour; here the oldest go when there are more than these. */
const eventsKept = 2_000;

/** Answers a function that stores an Event, or raises the count of the one that says the same of the same object. */
export function createEventRecorder(storage: Storage, resource: Resource): (input: EventInput) => void {
  const names: { namespace: string; name: string }[] = [];
  return (input) => {
    const { namespace, object, reason, message } = input;
    const name = `${object.name}.${shortHash(`${object.kind}/${reason}/${message}`)}`;
    const before = storage.get(resource, namespace, name);
    storage.put(resource, eventObject(input, name, before));
    if (before !== undefined) return;
    names.push({ namespace, name });
    const oldest = names.length > eventsKept ? names.shift() : undefined;
    if (oldest) storage.remove(resource, oldest.namespace, oldest.name);
  };
}

function eventObject(input: EventInput, name: string, before: JsonObject | undefined): JsonObject {
  const { namespace, object, reason, message, severity, atMs, component = 'kubelet' } = input;
  const firstTimestamp = before?.['firstTimestamp'] ?? timeOf(input.sinceAtMs ?? atMs);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { ...objectAt(before, 'metadata'), name, namespace, uid: `event-${shortHash(name)}`, creationTimestamp: firstTimestamp },
    involvedObject: { kind: object.kind, name: object.name, namespace, ...(input.uid === undefined ? {} : { uid: input.uid }) },
    reason,
    message,
    type: severity,
    count: input.count ?? Number(before?.['count'] ?? 0) + 1,
    firstTimestamp,
    lastTimestamp: timeOf(atMs),
    source: { component },
    reportingComponent: component,
    reportingInstance: '',
  };
}

/** `events.k8s.io/v1` as the core form in which Events are stored. */
export function toCoreEvent(event: JsonObject): JsonObject {
  const {
    regarding,
    note,
    deprecatedCount,
    deprecatedFirstTimestamp,
    deprecatedLastTimestamp,
    deprecatedSource,
    reportingController,
    ...rest
  } = event;
  return {
    ...rest,
    involvedObject: regarding ?? {},
    message: note ?? '',
    reportingComponent: reportingController ?? '',
    ...(deprecatedCount === undefined ? {} : { count: deprecatedCount }),
    ...(deprecatedFirstTimestamp === undefined ? {} : { firstTimestamp: deprecatedFirstTimestamp }),
    ...(deprecatedLastTimestamp === undefined ? {} : { lastTimestamp: deprecatedLastTimestamp }),
    ...(deprecatedSource === undefined ? {} : { source: deprecatedSource }),
  };
}

/** The stored form as `events.k8s.io/v1`. */
export function fromCoreEvent(event: JsonObject): JsonObject {
  const { involvedObject, message, count, firstTimestamp, lastTimestamp, source, reportingComponent, ...rest } = event;
  return {
    ...rest,
    regarding: involvedObject ?? {},
    note: message ?? '',
    reportingController: textAt({ reportingComponent }, 'reportingComponent'),
    ...(count === undefined ? {} : { deprecatedCount: count }),
    ...(firstTimestamp === undefined ? {} : { deprecatedFirstTimestamp: firstTimestamp }),
    ...(lastTimestamp === undefined ? {} : { deprecatedLastTimestamp: lastTimestamp }),
    ...(source === undefined ? {} : { deprecatedSource: source }),
  };
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
