/**
 * Says to the operator who asks, without showing it a credential: it names a request for a certificate, we make it at the API server, which writes
 * into it who that was, and the operator reads it there. No certificate comes of it.
 */
import { ApiError } from '../../api/client.ts';
import { KubeconfigBegunSchema, KubeconfigSessionSchema, meantForAnnotation, ProblemSchema } from '../../api/contract.ts';
import { resources, type ApiObject, type KubeClient } from '../../operator/kube/client.ts';
import { asTold } from './refusal.ts';
import { createSigningRequest } from './signing-request.ts';
import { placeText, type OperatorPlace } from './place.ts';
import type { Saved } from './session-file.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export type Send = (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  options?: { readonly text?: string | undefined; readonly session?: string | undefined; readonly signal?: AbortSignal | undefined },
) => Promise<Answer>;

export interface SignInParts {
  readonly kube: Pick<KubeClient, 'create'>;
  readonly send: Send;
  readonly place: OperatorPlace;
  /** Of this command. */
  readonly version: string;
}

interface CertificateSigningRequest extends ApiObject {
  readonly spec: { readonly request: string; readonly signerName: string; readonly usages: readonly string[] };
}

/** Throws an `ApiError` whose sentence says what is missing. */
export async function signIn({ kube, send, place, version }: SignInParts): Promise<Saved> {
  const begun = understand(await send('POST', '/auth/kubeconfig/begin'), KubeconfigBegunSchema, { place, version });
  const request = Buffer.from(createSigningRequest('logbot')).toString('base64');
  const metadata = { name: begun.request, annotations: { [meantForAnnotation]: place.namespace } };
  const spec = { request, signerName: begun.signerName, usages: ['client auth'] };
  try {
    await kube.create<CertificateSigningRequest>(resources.certificatesigningrequests, { metadata, spec });
  } catch (error) {
    throw refused(error);
  }
  const text = JSON.stringify({ request: begun.request, secret: begun.secret });
  const { session, endsAtMs, viewer } = understand(await send('POST', '/auth/kubeconfig/finish', { text }), KubeconfigSessionSchema, {
    place,
    version: begun.version === version ? version : `${version}, and the operator is ${begun.version}`,
  });
  return { session, endsAtMs, viewer };
}

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

function understand<T>({ status, text }: Answer, schema: Schema<T>, about: { place: OperatorPlace; version: string }): T {
  const value = valueOf(text);
  if (status === 404)
    throw new ApiError(
      'NotOffered',
      status,
      `The operator at ${placeText(about.place)} does not let the command line in: set configuration.dashboard.kubeconfig: {} in its chart. An operator older than that cannot.`,
    );
  const problem = ProblemSchema.safeParse(value);
  if (status >= 400 && problem.success) throw new ApiError(problem.data.code, status, problem.data.sentence);
  const parsed = schema.safeParse(value);
  if (status < 400 && parsed.success) return parsed.data;
  const sentence = `The operator at ${placeText(about.place)} is not understood; it must be of the same release as this command (${about.version}).`;
  throw new ApiError('ReplyInvalid', status, sentence);
}

function refused(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code !== 'ApiForbidden') return asTold(error);
  const sentence =
    'You may not "create" "certificatesigningrequests.certificates.k8s.io", by which the API server tells the operator who you are (no certificate comes of it). ' +
    "The administrator grants it with the chart's value dashboard.askers.";
  return new ApiError('SignInFailed', 403, sentence, { cause: error });
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
