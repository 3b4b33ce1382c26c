/**
 * A cache of one kind of object that keeps itself current: list in pages, then watch; a broken watch is opened again where it stood,
 * one whose version is too old starts over with a list. It never ends by itself.
 */
import type { Telemetry } from '../telemetry.ts';
import { createCache, type CacheChange } from './cache.ts';
import { KubeError, nameOf, type ApiObject, type KubeClient, type Resource } from './client.ts';
import { backOffMs, pause } from '../pause.ts';
import { watchOnce } from './progress.ts';

export interface Informer<T extends ApiObject> {
  /** `namespace/name`; only the name for what lies in no namespace. */
  get(key: string): T | undefined;
  list(namespace?: string): readonly T[];
  /** Resolves when each namespace has been listed or refused for want of a permission, or when the informer's signal aborts. */
  whenAnswered(): Promise<void>;
  /** Whether what lies in the namespace is known, if only as it was some time ago. */
  isListed(namespace: string): boolean;
  /** Null when all is well in the namespace (or, for what lies in none, at all), else a sentence that says what to do. */
  problemOf(namespace?: string): string | null;
  /** Resolves after the signal has aborted and all connections are closed. */
  readonly done: Promise<void>;
}

export interface InformerOptions<T extends ApiObject> {
  readonly client: KubeClient;
  readonly resource: Resource;
  /** Absent: the whole cluster. Each namespace is listed and watched on its own. */
  readonly namespaces?: readonly string[] | undefined;
  /** Of an extension that the cluster may not have: that it is not served is no problem, and asked for again now and then. */
  readonly mayBeAbsent?: boolean | undefined;
  /** No more is asked of the API server than `metadata`: for whoever only asks what there is, and how it is labelled. */
  readonly metadataOnly?: boolean | undefined;
  /** Drops what is not needed before it is kept. `managedFields` are always dropped. */
  readonly trim?: ((object: T) => T) | undefined;
  /** Objects that are kept; beyond it those known first are forgotten, counted, and not told as gone. */
  readonly atMost?: number | undefined;
  readonly signal: AbortSignal;
  readonly telemetry: Telemetry;
  /** Changes in the order they became known. The first list arrives as `added`. */
  onChange?(change: InformerChange<T>): void;
  readonly timing?: Partial<InformerTiming> | undefined;
}

export type InformerChange<T extends ApiObject> = CacheChange<T>;

export interface InformerTiming {
  /** Objects a page. 500 is what kubectl uses. */
  readonly pageSize: number;
  /** The server ends a watch after it; the next goes on where it stood. */
  readonly watchForMs: number;
  /** Bookmarks come once a minute while anything of the kind changes: a watch silent for this long is opened again, in case it is dead. */
  readonly silenceMs: number;
  readonly retryFirstMs: number;
  readonly retryMaximumMs: number;
  /** What is forbidden needs a person: ask only now and then. */
  readonly forbiddenRetryMs: number;
}

const defaultTiming: InformerTiming = {
  pageSize: 500,
  watchForMs: 300_000,
  silenceMs: 150_000,
  retryFirstMs: 500,
  retryMaximumMs: 30_000,
  forbiddenRetryMs: 60_000,
};

export function startInformer<T extends ApiObject>(options: InformerOptions<T>): Informer<T> {
  const timing = { ...defaultTiming, ...options.timing };
  const scopes: readonly (string | undefined)[] = (options.resource.namespaced && options.namespaces) || [undefined];
  const cache = createCache<T>({
    ...options,
    onChange: (change) => options.onChange?.(change),
    onForgotten: () => options.telemetry.emit('ObjectsForgotten', { resource: nameOf(options.resource) }),
  });
  const unsynced = new Set(scopes);
  const unanswered = new Set(scopes);
  const problems = new Map<string | undefined, string>();
  const answered = Promise.withResolvers<void>();
  if (scopes.length === 0) answered.resolve();
  options.signal.addEventListener('abort', () => answered.resolve(), { once: true });
  // Who loses the lease while it gets ready to lead opens watches whose time is over: nobody is to wait for their answer.
  if (options.signal.aborted) answered.resolve();
  const scopeOf = (namespace: string | undefined) => (scopes.includes(undefined) ? undefined : namespace);

  function answer(namespace: string | undefined): void {
    if (unanswered.delete(namespace) && unanswered.size === 0) answered.resolve();
  }

  const scopeOptions = { ...options, timing, cache };
  const done = Promise.all(
    scopes.map((namespace) =>
      keepScope({
        ...scopeOptions,
        namespace,
        onListed() {
          unsynced.delete(namespace);
          answer(namespace);
        },
        onProblem(problem, stalls) {
          if (problem === null) problems.delete(namespace);
          else problems.set(namespace, problem);
          if (stalls) answer(namespace);
        },
      }),
    ),
  );
  return {
    get: (key) => cache.get(key),
    list: (namespace) => cache.list(namespace),
    whenAnswered: () => answered.promise,
    isListed: (namespace) => scopes.includes(scopeOf(namespace)) && !unsynced.has(scopeOf(namespace)),
    problemOf: (namespace) => problems.get(scopeOf(namespace)) ?? null,
    done: done.then(() => undefined),
  };
}

interface Scope<T extends ApiObject> {
  readonly client: KubeClient;
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly signal: AbortSignal;
  readonly telemetry: Telemetry;
  readonly timing: InformerTiming;
  readonly mayBeAbsent?: boolean | undefined;
  readonly metadataOnly?: boolean | undefined;
  readonly cache: ReturnType<typeof createCache<T>>;
  onListed(): void;
  /** `stalls`: nothing will be known before a person has been there. */
  onProblem(problem: string | null, stalls?: boolean): void;
}

/** List, then one watch after another, until the signal aborts. */
async function keepScope<T extends ApiObject>(scope: Scope<T>): Promise<void> {
  const { signal, timing } = scope;
  let resourceVersion: string | null = null;
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (resourceVersion === null) {
        resourceVersion = await listAll(scope);
        scope.onListed();
        scope.onProblem(null);
      }
      await watchOnce<T>({
        ...scope,
        resourceVersion,
        timeoutSeconds: Math.ceil(timing.watchForMs / 1000),
        silenceMs: timing.silenceMs,
        onEvent(event) {
          failures = 0;
          // Not when the watch ends, which is minutes later: it works.
          scope.onProblem(null);
          resourceVersion = event.object.metadata.resourceVersion ?? resourceVersion;
          if (event.type === 'DELETED') scope.cache.remove(event.object);
          else if (event.type !== 'BOOKMARK') scope.cache.put(event.object);
        },
      });
      scope.onProblem(null);
      scope.telemetry.emit('WatchRestarted', { resource: nameOf(scope.resource), reason: 'ended' });
      // A server that ends every watch at once is not asked a thousand times a second.
      await pause(backOffMs(failures, { firstMs: 50, maximumMs: timing.retryMaximumMs }), signal);
      failures += 1;
    } catch (error) {
      if (signal.aborted) return;
      if (isGone(error)) resourceVersion = null;
      await pause(scope.mayBeAbsent && isAbsent(error) ? acceptAbsence(scope) : tell(scope, error, failures), signal);
      failures += 1;
    }
  }
}

/** Returns how long to wait. */
function acceptAbsence<T extends ApiObject>(scope: Scope<T>): number {
  scope.onProblem(null, true);
  return scope.timing.forbiddenRetryMs;
}

/** Reports the error and returns how long to wait. */
function tell<T extends ApiObject>(scope: Scope<T>, error: unknown, failures: number): number {
  const { timing } = scope;
  const code = error instanceof KubeError ? error.code : 'UnexpectedError';
  const message = error instanceof Error ? error.message : String(error);
  const resource = nameOf(scope.resource);
  if (code === 'ApiGone') scope.telemetry.emit('WatchRestarted', { resource, reason: 'gone' });
  else scope.telemetry.emit('WatchFailed', { resource, code, error: message });
  // One cut connection is everyday; what does not come back at the next attempt is a problem.
  const stalls = error instanceof KubeError && error.action === 'stall';
  if (stalls || (failures > 0 && code !== 'ApiGone')) scope.onProblem(message, stalls);
  if (stalls) return backOffMs(0, { firstMs: timing.forbiddenRetryMs, maximumMs: timing.forbiddenRetryMs });
  const wait = backOffMs(failures, { firstMs: timing.retryFirstMs, maximumMs: timing.retryMaximumMs });
  return Math.max(wait, (error instanceof KubeError && error.retryAfterMs) || 0);
}

/** Reads all pages and replaces the scope's objects; the continue token of a list that took too long starts over. */
async function listAll<T extends ApiObject>(scope: Scope<T>): Promise<string> {
  const { client, resource, namespace, metadataOnly, signal, timing } = scope;
  const items: T[] = [];
  let token: string | undefined;
  for (;;) {
    const page = await client.list<T>(resource, {
      namespace,
      metadataOnly,
      signal,
      limit: timing.pageSize,
      continue: token,
    });
    items.push(...page.items.map((item) => scope.cache.prepare(item)));
    token = page.continue;
    if (token === undefined) {
      scope.cache.replace(namespace, items);
      return page.resourceVersion;
    }
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof KubeError && error.code === 'ApiNotFound';
}

function isGone(error: unknown): boolean {
  return error instanceof KubeError && error.code === 'ApiGone';
}
