/** Who asks, and whether they may: judged anew at every request, so that what the administrator takes away is gone at once. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { DashboardConfiguration } from '../../../api/configuration.ts';
import { sessionHeader, type Viewer } from '../../../api/contract.ts';
import type { Telemetry } from '../../telemetry.ts';
import { HttpProblem } from '../problem.ts';
import { addGranted, everything, nothingGranted, rightsOf, type Rights } from './access.ts';
import type { CookieJar } from './cookie.ts';
import { addressOf } from './forward.ts';
import { isSameOrigin } from './origin.ts';
import { whomProxyNames } from './proxy.ts';
import type { Session, Sessions } from './sessions.ts';

/** Somebody who is known, with what they may see. */
export interface Visitor extends Rights {
  readonly session: Session;
}

export interface Guard {
  /** Throws 401 when nobody is signed in, 403 when they may see nothing. */
  visitor(request: FastifyRequest): Visitor;
  /** Throws 403 besides, unless the request comes from a page of ours. */
  changer(request: FastifyRequest): Visitor;
  /** Throws 403 unless it comes from a page of ours; for those who sign in. */
  sameOrigin(request: FastifyRequest): void;
  rights(session: Session): Rights | null;
}

export interface GuardOptions {
  readonly configuration: () => DashboardConfiguration;
  readonly sessions: Sessions;
  readonly jar: () => CookieJar;
  /** Shared by the replicas, so that a page stays one of ours when another leads. */
  readonly key: () => string;
  readonly telemetry: Telemetry;
}

export function createGuard({ configuration, sessions, jar, key, telemetry }: GuardOptions): Guard {
  const refuse = (method: Viewer['method'] | 'none', why: string): void => telemetry.emit('SignInRefused', { method, why });
  const ofProxy = createProxySessions({ configuration, key }, () => refuse('proxy', 'not from the address of the proxy'));

  function sessionOf(request: FastifyRequest): Session {
    const session = sessions.of(headerOf(request) ?? jar().read(request.headers.cookie));
    // What was opened for the command line is of no use in a browser, and the other way round.
    const fits = session !== null && (session.method === 'kubeconfig') === (headerOf(request) !== null);
    const offered = fits && isOffered(session.method, configuration()) ? session : null;
    const found = offered ?? ofProxy(request);
    if (found !== null) return found;
    throw new HttpProblem(401, 'NotSignedIn', 'Sign in first; the session has ended, or there was none.');
  }

  function rights(session: Session): Rights | null {
    if (session.method === 'this-computer') return everything;
    return addGranted(rightsOf(session.person, configuration().access), session.granted);
  }

  function visitor(request: FastifyRequest): Visitor {
    const session = sessionOf(request);
    const own = rights(session);
    if (own !== null) return { ...own, session };
    refuse(session.method, 'nothing may be seen');
    throw new HttpProblem(403, 'NothingToSee', nothingFor(session));
  }

  function sameOrigin(request: FastifyRequest): void {
    if (isSameOrigin(request.headers, configuration().publicUrl)) return;
    refuse('none', 'another origin');
    throw new HttpProblem(
      403,
      'OtherOrigin',
      'This comes from a page of another address; nothing has been changed. Open the dashboard itself.',
    );
  }

  return {
    visitor,
    sameOrigin,
    rights,
    changer(request) {
      // No page of another origin can send the header of the command line's session, so there is nothing to be guarded against.
      if (headerOf(request) !== null) return visitor(request);
      sameOrigin(request);
      const found = visitor(request);
      if (isEqual(request.headers['x-csrf-token'], found.session.csrf)) return found;
      refuse(found.session.method, 'no token of the session');
      throw new HttpProblem(403, 'OtherOrigin', 'The page is older than the session; nothing has been changed. Load it again.');
    },
  };
}

/** The proxy says it with every request, so there is nothing to be kept. */
function createProxySessions({ configuration, key }: Pick<GuardOptions, 'configuration' | 'key'>, onForged: () => void) {
  return (request: FastifyRequest): Session | null => {
    const { proxy } = configuration();
    if (proxy === undefined) return null;
    const claimed = whomProxyNames(proxy, addressOf(request), request.headers);
    if (claimed.outcome === 'forged') onForged();
    if (claimed.outcome !== 'person') return null;
    const csrf = createHmac('sha256', key()).update(claimed.person.user).digest('base64url');
    return { person: claimed.person, method: 'proxy', granted: nothingGranted, csrf, endsAtMs: Number.POSITIVE_INFINITY };
  };
}

/** The command line's session. */
function headerOf(request: FastifyRequest): string | null {
  const name = request.headers[sessionHeader];
  return typeof name === 'string' && name !== '' ? name : null;
}

export function isOffered(method: Viewer['method'], configuration: DashboardConfiguration): boolean {
  if (method === 'this-computer') return configuration.thisComputer;
  return configuration[method] !== undefined;
}

export function nothingFor({ person, method }: Pick<Session, 'person' | 'method'>): string {
  const name = person.user.slice(0, 100);
  const right = 'for the right to "get" on "logdetectors.logdetector.dev" in a namespace that has one, or ';
  const wanted = method === 'kubeconfig' || method === 'kubernetes' ? right : '';
  return `You are known as ${name}, but may see no namespace. Ask the administrator ${wanted}to name you or a group of yours in dashboard.access.`;
}

function isEqual(given: string | readonly string[] | undefined, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
