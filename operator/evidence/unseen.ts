/**
 * Pods of which nobody knows but their Events: they came and went while the watch was broken, or nobody led. The Event outlives its pod by an hour. Bounded.
 */
import { fieldsAt, textAt, timeAt, type KubeObject } from '../../engine/index.ts';

export interface Unseen {
  /** An Event came. */
  hear(event: KubeObject): void;
  /** A pod has been seen. */
  see(pod: KubeObject): void;
  /** Hands out those whose pod will hardly be seen any more: one for each container that began, with what it was made from, as far as that is there. */
  take(): readonly { readonly pod: KubeObject; readonly atMs: number }[];
}

export interface UnseenOptions {
  readonly now: () => number;
  /** Whether the pod is there, or was until lately. */
  isKnown(this: void, namespace: string, name: string, uid: string): boolean;
  /** Whether it is known now which pods there are. */
  isWatched(this: void, namespace: string): boolean;
  readonly lookup: (kind: string, namespace: string, name: string) => KubeObject | null;
  onForgotten(this: void): void;
}

/** The Event of the kubelet that a container has begun. */
const begun = 'Started';
/** Longer than a watch may be dead before that is noticed. */
const waitForMs = 180_000;
/** What was read before a restart is remembered for a quarter of an hour; of what is older nobody could say that it was not. */
const newsForMs = 14 * 60_000;
const waitingAtMost = 2000;

interface Heard {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly container: string;
  readonly atMs: number;
  readonly heardAtMs: number;
}

export function createUnseen(options: UnseenOptions): Unseen {
  const { now, isKnown, isWatched } = options;
  /** By uid and container, the one heard of longest ago first. */
  const waiting = new Map<string, Heard>();
  return {
    hear(event) {
      const heard = heardOf(event, now());
      if (heard === null || now() - heard.atMs > newsForMs || isKnown(heard.namespace, heard.name, heard.uid)) return;
      const key = `${heard.uid}/${heard.container}`;
      if (!waiting.has(key)) waiting.set(key, heard);
      const [oldest] = waiting.keys();
      if (waiting.size <= waitingAtMost || oldest === undefined) return;
      waiting.delete(oldest);
      options.onForgotten();
    },
    see({ metadata: { uid } }) {
      if (waiting.size === 0 || uid === undefined) return;
      for (const [key, heard] of waiting) if (heard.uid === uid) waiting.delete(key);
    },
    take() {
      const due = [...waiting].filter(([, { heardAtMs, namespace }]) => now() - heardAtMs > waitForMs && isWatched(namespace));
      for (const [key] of due) waiting.delete(key);
      return due.flatMap(([, heard]) => {
        const isOld = now() - heard.atMs > newsForMs;
        return isOld || isKnown(heard.namespace, heard.name, heard.uid) ? [] : [{ pod: describe(heard, options.lookup), atMs: heard.atMs }];
      });
    },
  };
}

/** `spec.containers{web}` */
const containerInPath = /\{([^{}]+)\}$/;

function heardOf(event: KubeObject, nowMs: number): Heard | null {
  const about = fieldsAt(event, 'involvedObject');
  if (textAt(event, 'reason') !== begun || textAt(about, 'kind') !== 'Pod') return null;
  const [name, uid, path = ''] = ['name', 'uid', 'fieldPath'].map((field) => textAt(about, field));
  const container = containerInPath.exec(path)?.[1];
  const { namespace } = event.metadata;
  // Who may write Events in a namespace speaks of no other.
  const isOwn = namespace !== undefined && namespace === textAt(about, 'namespace');
  if (!isOwn || !name || !uid || !container) return null;
  return { namespace, name, uid, container, atMs: timeOf(event) ?? nowMs, heardAtMs: nowMs };
}

function timeOf(event: KubeObject): number | undefined {
  return timeAt(event, 'lastTimestamp') ?? timeAt(event, 'eventTime');
}

/** Those that make pods out of a template, and call them by their own name and a suffix. */
const makers = ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'];

/** An Event has no labels: whose the pod was, and so who reads it, is told by its name. */
function describe({ namespace, name, uid, container }: Heard, lookup: UnseenOptions['lookup']): KubeObject {
  const maker = name.slice(0, Math.max(0, name.lastIndexOf('-')));
  const owner = makers.map((kind) => (maker === '' ? null : lookup(kind, namespace, maker))).find((found) => found !== null);
  const labels = owner ? textsOf(fieldsAt(owner, 'spec', 'template', 'metadata', 'labels')) : {};
  const ownerReferences = owner ? [{ kind: owner.kind, name: maker, controller: true }] : [];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, uid, labels, ownerReferences },
    spec: { containers: [{ name: container }] },
  };
}

function textsOf(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
}
