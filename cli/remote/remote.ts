/**
 * The way to the operator with nothing but a kubeconfig: the API server hands requests on to the operator's Service, and the operator knows who
 * asks from a sign-in that shows it no credential. Nothing listens anywhere for it.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, createApiClient, type ApiClient } from '../../api/client.ts';
import { sessionHeader } from '../../api/contract.ts';
import { describeKubeconfig, openKubeClient, resources, type KubeClient } from '../../operator/kube/client.ts';
import { InputError } from '../input.ts';
import type { Streams } from '../streams.ts';
import { findOperator, placeText, type OperatorPlace } from './place.ts';
import { asTold, rightOf, statusOf } from './refusal.ts';
import { createSessionFile, type Saved, type SessionFile } from './session-file.ts';
import { signIn, type Answer, type Send } from './sign-in.ts';

export interface RemoteAddress {
  /** A file; null for KUBECONFIG or ~/.kube/config. */
  readonly kubeconfig: string | null;
  readonly context: string | null;
  /** Null: it is looked for. */
  readonly place: OperatorPlace | null;
}

export interface Remote {
  readonly client: ApiClient;
  /** That of the context. */
  readonly namespace: string;
  /** Throws an `InputError` that names the missing right when nothing of the namespace may be seen. */
  visible(namespace: string): Promise<void>;
  close(): Promise<void>;
}

const patienceMs = 60_000;
/** A Service leads to any replica, and only one of them leads. */
const tries = 20;
const tryEveryMs = 150;

/** Throws an `InputError` when there is no kubeconfig, no such context or no operator to be found. */
export async function openRemote(address: RemoteAddress, environment: Streams['environment'], version: string): Promise<Remote> {
  const own = { kubeconfigFile: address.kubeconfig ?? undefined, context: address.context ?? undefined };
  const summary = explain(() => describeKubeconfig(own));
  const kube = explain(() => openKubeClient({ ...own, userAgent: `logbot/${version}` }));
  try {
    const place = address.place ?? (await findOperator(kube));
    const sessions = createSessionFile(cacheFolder(environment));
    const key = [kube.server, summary.context, summary.user, placeText(place)].join(' ');
    const road = createRoad({ kube, place, sessions, key, version });
    return {
      namespace: summary.namespace,
      client: createApiClient({ url: 'http://operator', token: () => Promise.resolve(''), timeoutMs: patienceMs, fetch: road.fetch }),
      visible: async (namespace) => await requireNamespace(kube, road, namespace).catch((error: unknown) => Promise.reject(asTold(error))),
      close: async () => await kube.close(),
    };
  } catch (error) {
    await kube.close();
    throw asTold(error);
  }
}

interface Road {
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
  readonly session: (isFresh: boolean) => Promise<Saved>;
}

interface RoadParts {
  readonly kube: KubeClient;
  readonly place: OperatorPlace;
  readonly sessions: SessionFile;
  readonly key: string;
  readonly version: string;
}

function createRoad({ kube, place, sessions, key, version }: RoadParts): Road {
  let held: Saved | null = null;
  const send: Send = async (method, path, { text: content, session: name, signal } = {}) =>
    await answerOf(kube, place, { method, path, text: content, signal, headers: name === undefined ? {} : { [sessionHeader]: name } });

  async function session(isFresh: boolean): Promise<Saved> {
    held = isFresh ? null : (held ?? (await sessions.read(key)));
    if (held === null) {
      held = await signIn({ kube, send, place, version });
      await sessions.write(key, held);
    }
    return held;
  }

  async function ask(method: 'GET' | 'POST' | 'PUT', url: URL, init: RequestInit, isFresh: boolean): Promise<Answer> {
    const { session: name } = await session(isFresh);
    const content = typeof init.body === 'string' ? init.body : undefined;
    return await send(method, `${url.pathname}${url.search}`, { text: content, session: name, signal: init.signal ?? undefined });
  }

  return {
    session,
    async fetch(url, init) {
      const method = init.method === 'POST' || init.method === 'PUT' ? init.method : 'GET';
      let answer = await ask(method, url, init, false);
      // The session has ended, or the operator has begun anew.
      if (answer.status === 401) answer = await ask(method, url, init, true);
      return new Response(answer.text, { status: answer.status });
    },
  };
}

interface Wanted {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly text: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Asks until the replica that leads answers. What the API server refuses by itself becomes a sentence of ours. */
async function answerOf(kube: KubeClient, place: OperatorPlace, wanted: Wanted): Promise<Answer> {
  for (let left = tries; ; left -= 1) {
    const call = { ...wanted, namespace: place.namespace, service: `${place.service}:dashboard` };
    const { status, body } = await reach(kube, call);
    const read = await text(body);
    const refusal = statusOf(status, read);
    if (refusal !== null) throw new ApiError('OperatorUnreachable', status, rightOf({ refusal, place, server: kube.server, wanted }));
    if (status !== 503 || left <= 1) return { status, text: read };
    await sleep(tryEveryMs);
  }
}

async function reach(kube: KubeClient, call: Parameters<KubeClient['forward']>[0]): ReturnType<KubeClient['forward']> {
  try {
    return await kube.forward(call);
  } catch (error) {
    throw asTold(error);
  }
}

/** Rights may be newer than the session. */
async function requireNamespace(kube: KubeClient, road: Road, namespace: string): Promise<void> {
  const isSeen = ({ viewer }: Saved): boolean => viewer.namespaces.includes('*') || viewer.namespaces.includes(namespace);
  if (isSeen(await road.session(false))) return;
  const fresh = await road.session(true);
  if (isSeen(fresh)) return;
  if (await kube.canI({ verb: 'get', resource: resources.logdetectors, namespace }))
    throw new InputError(`There is no LogDetector in namespace ${namespace}; kubectl get logdetectors -A lists those there are.`);
  const { user } = fresh.viewer;
  throw new InputError(
    `${user} may not "get" "logdetectors.logdetector.dev" in namespace ${namespace}, so nothing of it is shown. ` +
      `Whoever may view the namespace may: kubectl create rolebinding logdetector-view -n ${namespace} --clusterrole=view --user=${user}`,
  );
}

function explain<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Null where nothing may be kept. */
function cacheFolder({ XDG_CACHE_HOME: cache, HOME: home }: Streams['environment']): string | null {
  if (cache) return join(cache, 'logbot');
  return (home ?? homedir()) ? join(home ?? homedir(), '.cache', 'logbot') : null;
}
