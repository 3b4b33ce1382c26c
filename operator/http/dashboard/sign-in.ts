/** The ways to sign in, and out. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { DashboardConfiguration } from '../../../api/configuration.ts';
import type { SignInWays, Viewer } from '../../../api/contract.ts';
import type { Telemetry } from '../../telemetry.ts';
import { HttpProblem, parse } from '../problem.ts';
import type { CookieJar } from './cookie.ts';
import type { Attempts } from './attempts.ts';
import { nothingGranted, type Rights } from './access.ts';
import { addressOf } from './forward.ts';
import { nothingFor, type Guard } from './guard.ts';
import { grantedTo, type Reviewer } from './kubernetes.ts';
import { isLoopbackHost } from './origin.ts';
import { isLoopback } from './proxy.ts';
import type { Session, Sessions } from './sessions.ts';

export interface SignInOptions {
  readonly configuration: () => DashboardConfiguration;
  readonly sessions: Sessions;
  readonly guard: Guard;
  readonly jar: () => CookieJar;
  readonly reviewer: Reviewer;
  /** Those there are LogDetectors in. */
  readonly namespaces: () => Promise<readonly string[]>;
  readonly attempt: Attempts;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

const hourMs = 3_600_000;
/** What Kubernetes grants is looked up once a sign-in, so that it does not hold for long. */
const kubernetesHours = 1;
const tokenLengthAtMost = 16_384;

export function addSignIn(server: FastifyInstance, options: SignInOptions): void {
  const { configuration, sessions, guard, jar } = options;
  server.get('/auth/ways', async (_request, reply) => unkept(reply).send(waysOf(configuration())));
  server.get('/auth/viewer', async (request, reply) => unkept(reply).send(viewerOf(guard, guard.visitor(request).session)));
  server.post('/auth/kubernetes', async (request, reply) => signInByToken(options, request, reply));
  server.post('/auth/this-computer', async (request, reply) => signInHere(options, request, reply));
  server.post('/auth/sign-out', async (request, reply) => {
    guard.changer(request);
    await sessions.close(jar().read(request.headers.cookie));
    return unkept(reply).header('set-cookie', jar().write('', 0)).code(204).send();
  });
}

/** Opens a session and hands back its cookie; throws 403 when nothing could be seen with it. */
export async function openSession(
  { sessions, guard, jar, configuration, now, telemetry }: Omit<SignInOptions, 'reviewer' | 'namespaces' | 'attempt'>,
  who: Pick<Session, 'person' | 'method' | 'granted'>,
): Promise<{ readonly name: string; readonly session: Session; readonly cookie: string }> {
  const isOfCluster = who.method === 'kubernetes' || who.method === 'kubeconfig';
  const hours = Math.min(configuration().sessionHours, isOfCluster ? kubernetesHours : Number.POSITIVE_INFINITY);
  const opened = { ...who, endsAtMs: now() + hours * hourMs };
  if (guard.rights({ ...opened, csrf: '' }) === null) {
    telemetry.emit('SignInRefused', { method: who.method, why: 'nothing may be seen' });
    throw new HttpProblem(403, 'NothingToSee', nothingFor(who));
  }
  const { name, session } = await sessions.open(opened);
  telemetry.emit('SignedIn', { method: who.method, user: who.person.user });
  return { name, session, cookie: jar().write(name, hours * 3600) };
}

async function signInByToken(options: SignInOptions, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { configuration, guard, reviewer, attempt, telemetry } = options;
  const { kubernetes } = configuration();
  guard.sameOrigin(request);
  if (kubernetes === undefined) throw notOffered();
  attempt(addressOf(request));
  const { token } = parse(z.object({ token: z.string().trim().min(1).max(tokenLengthAtMost) }), request.body, 'body');
  const person = await reviewer.reviewToken(token, kubernetes.audiences);
  if (person === null) {
    telemetry.emit('SignInRefused', { method: 'kubernetes', why: 'not a valid token' });
    const sentence = 'The cluster does not take this token: it is mistyped, has expired, or is made for another audience. Make a new one.';
    throw new HttpProblem(401, 'TokenRefused', sentence);
  }
  const granted = await grantedTo(reviewer, person, await options.namespaces());
  return await welcome(options, reply, { person, method: 'kubernetes', granted });
}

/** Only from this computer, and only under a name that cannot be another page's. */
async function signInHere(options: SignInOptions, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { configuration, guard, telemetry } = options;
  guard.sameOrigin(request);
  if (!configuration().thisComputer) throw notOffered();
  if (isLoopback(addressOf(request)) && isLoopbackHost(request.headers.host)) {
    return await welcome(options, reply, {
      person: { user: 'this computer', groups: [] },
      method: 'this-computer',
      granted: nothingGranted,
    });
  }
  telemetry.emit('SignInRefused', { method: 'this-computer', why: 'from another computer' });
  throw new HttpProblem(403, 'OtherOrigin', 'This way is open to a browser on the same computer only, at its address 127.0.0.1.');
}

async function welcome(
  options: SignInOptions,
  reply: FastifyReply,
  who: Pick<Session, 'person' | 'method' | 'granted'>,
): Promise<FastifyReply> {
  const { session, cookie } = await openSession(options, who);
  return unkept(reply).header('set-cookie', cookie).send(viewerOf(options.guard, session));
}

function viewerOf(guard: Guard, session: Session): Viewer {
  return { user: session.person.user, method: session.method, ...shownRights(guard.rights(session)), csrf: session.csrf };
}

export function shownRights(rights: Rights | null): Pick<Viewer, 'role' | 'namespaces' | 'changes'> {
  const { role, namespaces, changes } = rights ?? { role: 'viewer' as const, namespaces: [], changes: [] };
  return { role, namespaces: [...namespaces], changes: [...changes] };
}

function waysOf(configuration: DashboardConfiguration): SignInWays {
  const { oidc, kubernetes, thisComputer } = configuration;
  return {
    ways: [
      ...(oidc ? [{ method: 'oidc' as const, label: oidc.label }] : []),
      ...(kubernetes ? [{ method: 'kubernetes' as const, label: 'Kubernetes token' }] : []),
      ...(thisComputer ? [{ method: 'this-computer' as const, label: 'this computer' }] : []),
    ],
  };
}

export function notOffered(): HttpProblem {
  return new HttpProblem(404, 'NotFound', 'This way to sign in is not set up; dashboard in the configuration says which are.');
}

function unkept(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store');
}
