/**
 * Sign-in of the command line with whatever identity its kubeconfig has, a certificate too, without that identity's credential ever being shown
 * to us: the person creates a CertificateSigningRequest of a name that we have made up, the API server writes into it who that was
 * (https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/certificate-signing-request-v1/: username, groups), and
 * we read it there. No certificate is ever made of it: nobody signs for our signer's name, and we deny it at once.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { KubeconfigFinishSchema, meantForAnnotation, type KubeconfigBegun, type KubeconfigSession } from '../../../api/contract.ts';
import { HttpProblem, parse } from '../problem.ts';
import { grantedTo } from './kubernetes.ts';
import { notOffered, openSession, shownRights, type SignInOptions } from './sign-in.ts';

/** Of nobody that signs; the chart lets the operator deny requests for it, and for no other. */
const signerName = 'logdetector.dev/sign-in';
const finishWithinMs = 2 * 60_000;
/** More than that at once are not people. */
const begunAtMost = 1000;

export interface KubeconfigOptions extends SignInOptions {
  readonly version: string;
}

export function addKubeconfig(server: FastifyInstance, options: KubeconfigOptions): void {
  const { configuration, reviewer, telemetry, version } = options;
  const begun = createBegun(options.now);
  const offered = (): void => {
    if (configuration().kubeconfig === undefined) throw notOffered();
  };
  server.post('/auth/kubeconfig/begin', async (_request, reply) => {
    offered();
    return reply.header('cache-control', 'no-store').send({ ...begun.add(), signerName, version } satisfies KubeconfigBegun);
  });
  server.post('/auth/kubeconfig/finish', async (request, reply) => {
    offered();
    const { request: name, secret } = parse(KubeconfigFinishSchema, request.body, 'body');
    const person = begun.take(name, secret) ? await reviewer.readRequest(name, { signerName, meantFor: meantForAnnotation }) : null;
    if (person === null) {
      telemetry.emit('SignInRefused', { method: 'kubeconfig', why: 'no request of a sign-in that was begun here' });
      throw new HttpProblem(
        401,
        'SignInFailed',
        'This sign-in has not been begun here, took too long, or nobody vouches for it; try again.',
      );
    }
    await reviewer.denyRequest(name).catch((error: unknown) => {
      telemetry.emit('UnexpectedError', { where: 'denying a request of a sign-in', message: String(error).slice(0, 500) });
    });
    const granted = await grantedTo(reviewer, person, await options.namespaces());
    const { name: session, session: opened } = await openSession(options, { person, method: 'kubeconfig', granted });
    const viewer = { user: person.user, method: opened.method, ...shownRights(options.guard.rights(opened)) };
    return reply.header('cache-control', 'no-store').send({ session, endsAtMs: opened.endsAtMs, viewer } satisfies KubeconfigSession);
  });
}

/** Sign-ins that have begun and not finished. Each can be finished once. */
function createBegun(now: () => number) {
  const waiting = new Map<string, { readonly digest: Buffer; readonly untilMs: number }>();
  const forget = (): void => {
    for (const [name, { untilMs }] of waiting) if (untilMs <= now()) waiting.delete(name);
  };
  return {
    add(): { readonly request: string; readonly secret: string } {
      forget();
      if (waiting.size >= begunAtMost) throw new HttpProblem(429, 'TooManyRequests', 'Too many sign in at once; wait a minute.');
      const request = `logdetector-sign-in-${randomBytes(16).toString('hex')}`;
      const secret = randomBytes(32).toString('base64url');
      waiting.set(request, { digest: digest(secret), untilMs: now() + finishWithinMs });
      return { request, secret };
    },
    take(request: string, secret: string): boolean {
      forget();
      const found = waiting.get(request);
      if (found === undefined || !timingSafeEqual(found.digest, digest(secret))) return false;
      return waiting.delete(request);
    },
  };
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
