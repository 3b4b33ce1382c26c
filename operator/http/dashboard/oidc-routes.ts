/** To the identity provider and back. Whatever goes wrong leads to the page, which says it in a sentence. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HttpProblem } from '../problem.ts';
import { nothingGranted } from './access.ts';
import { createCookieJar, type CookieJar } from './cookie.ts';
import { addressOf } from './forward.ts';
import { createIdentityProvider, SignInFault, type IdentityProvider } from './oidc.ts';
import { openSession, type SignInOptions } from './sign-in.ts';

export type OidcOptions = Omit<SignInOptions, 'reviewer' | 'namespaces'> & {
  readonly readSecret: (path: string) => Promise<string>;
};

const callback = '/auth/oidc/callback';
const flowSeconds = 600;

export function addOidc(server: FastifyInstance, options: OidcOptions): void {
  const provider = createIdentityProvider(options);
  server.get('/auth/oidc', async (request, reply) => begin(options, provider, request, reply));
  server.get(callback, async (request, reply) => finish(options, provider, request, reply));
}

async function begin(
  options: OidcOptions,
  provider: IdentityProvider,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { settings, publicUrl } = settingsOf(options);
  options.attempt(addressOf(request));
  const { to } = z
    .object({ to: z.string().max(2000).default('/') })
    .catch({ to: '/' })
    .parse(request.query);
  try {
    const { url, flow } = await provider.begin(settings, { redirectUri: new URL(callback, publicUrl).href, to });
    return reply.headers({ 'cache-control': 'no-store', 'set-cookie': flowJar(publicUrl).write(flow, flowSeconds) }).redirect(url.href);
  } catch (error) {
    return refuse(options, reply, error);
  }
}

async function finish(
  options: OidcOptions,
  provider: IdentityProvider,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { settings, publicUrl } = settingsOf(options);
  const jar = flowJar(publicUrl);
  try {
    const { person, to } = await provider.finish(settings, new URL(request.url, publicUrl), jar.read(request.headers.cookie));
    const { cookie } = await openSession(options, { person, method: 'oidc', granted: nothingGranted });
    return reply.headers({ 'cache-control': 'no-store', 'set-cookie': [cookie, jar.write('', 0)] }).redirect(to);
  } catch (error) {
    return refuse(options, reply.header('set-cookie', jar.write('', 0)), error);
  }
}

function settingsOf({ configuration }: OidcOptions) {
  const { oidc, publicUrl } = configuration();
  if (oidc !== undefined && publicUrl !== undefined) return { settings: oidc, publicUrl };
  throw new HttpProblem(404, 'NotFound', 'Sign-in by OpenID Connect is not set up; dashboard.oidc in the configuration does it.');
}

function flowJar(publicUrl: string): CookieJar {
  return createCookieJar('logdetector-sign-in', publicUrl.startsWith('https:'));
}

function refuse({ telemetry }: OidcOptions, reply: FastifyReply, error: unknown): FastifyReply {
  const isKnown = error instanceof HttpProblem && error.code === 'NothingToSee';
  if (!isKnown && !(error instanceof SignInFault)) throw error;
  const why = error instanceof SignInFault ? error.why : 'nothing-to-see';
  const cause = error instanceof SignInFault && error.cause instanceof Error ? error.cause.message : '';
  // Whoever may see nothing has been counted where that was found.
  if (!isKnown) telemetry.emit('SignInRefused', { method: 'oidc', why, cause: cause.slice(0, 300) });
  return reply.header('cache-control', 'no-store').redirect(`/?sign-in=${why}`);
}
