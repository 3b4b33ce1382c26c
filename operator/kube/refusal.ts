/** Turns what the API server refuses, or that it cannot be reached, into an error that says what to do. */
import { OperatorError, type ErrorCode } from '../errors.ts';
import { nameOf, type ResourceAddress } from './resources.ts';

export interface KubeErrorDetails {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** `reason` of the Status object: `NotFound`, `AlreadyExists`, `Conflict`, `Expired`, ... */
  readonly reason?: string;
  /** Field managers that own a field which a server-side apply wanted to change. */
  readonly managers?: readonly string[];
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

export class KubeError extends OperatorError {
  readonly status: number;
  readonly reason: string;
  readonly managers: readonly string[];
  /** How long the server asked to wait, if it did. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: KubeErrorDetails) {
    super(code, message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'KubeError';
    this.status = details.status;
    this.reason = details.reason ?? '';
    this.managers = details.managers ?? [];
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** What was asked, for the sentence of the error. */
export interface Question extends ResourceAddress {
  readonly verb: string;
}

/** Status object of the API; only what is read here. */
interface StatusBody {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly causes?: readonly { readonly reason?: string; readonly message?: string }[];
    readonly retryAfterSeconds?: number;
  };
}

/** An answer with a status of 400 and above. `body` is its text, a Status object or anything a proxy wrote. */
export function refusalOf(question: Question, status: number, body: string): KubeError {
  const parsed = parseStatus(body);
  const said = (parsed.message ?? body).trim().slice(0, 500) || `HTTP ${status}`;
  const seconds = parsed.details?.retryAfterSeconds;
  return new KubeError(codeOf(status), sentenceOf(question, status, said), {
    status,
    reason: parsed.reason ?? '',
    managers: managersOf(parsed),
    retryAfterMs: seconds === undefined ? undefined : seconds * 1000,
  });
}

/** The Status object that a watch sends as an event of type ERROR. */
export function watchErrorOf(question: Question, object: unknown): KubeError {
  const code = isRecord(object) && typeof object['code'] === 'number' ? object['code'] : 500;
  return refusalOf(question, code, JSON.stringify(object));
}

export function unreachable(server: string, cause: unknown): KubeError {
  const why = cause instanceof Error ? (causeText(cause) ?? cause.message) : String(cause);
  const message = `The Kubernetes API server ${server} cannot be reached (${why}); check that it runs and that network policies and proxies let this pod through.`;
  return new KubeError('ApiUnreachable', message, { status: 0, cause });
}

function codeOf(status: number): ErrorCode {
  const codes: Readonly<Record<number, ErrorCode>> = {
    401: 'ApiUnauthorized',
    403: 'ApiForbidden',
    404: 'ApiNotFound',
    409: 'ApiConflict',
    410: 'ApiGone',
    429: 'ApiThrottled',
  };
  return codes[status] ?? (status >= 500 ? 'ApiUnavailable' : 'ApiInvalid');
}

function sentenceOf(question: Question, status: number, said: string): string {
  const what = describe(question);
  switch (status) {
    case 401:
      return `The API server does not accept the operator's credentials when it wants to ${what}: they have expired or were revoked. They are read anew and tried again; if this stays, check the service account token or kubeconfig (${said}).`;
    case 403:
      return `${capital(what)} is forbidden; grant ${grantOf(question)} to the operator's service account (${said}).`;
    case 404:
      return `Could not ${what}: not found (${said}).`;
    case 409:
      return `Could not ${what}: it conflicts with what is there (${said}).`;
    case 410:
      return `Could not ${what}: the asked version is too old and the list must be read again (${said}).`;
    case 429:
      return `Could not ${what}: the API server is throttling; it is asked again later (${said}).`;
    default:
      return status >= 500
        ? `Could not ${what}: the API server answered ${status}; it is asked again later (${said}).`
        : `Could not ${what}: the API server refused it with ${status} (${said}).`;
  }
}

function describe(question: Question): string {
  const { verb, resource, namespace, name, subresource } = question;
  const where = namespace ? ` in namespace ${namespace}` : resource.namespaced ? ' in all namespaces' : '';
  return `${verb} ${nameOf(resource, subresource)}${name ? ` ${name}` : ''}${where}`;
}

function grantOf(question: Question): string {
  const { verb, resource, namespace, subresource } = question;
  const plural = subresource ? `${resource.plural}/${subresource}` : resource.plural;
  const kind = namespace ? `a Role in ${namespace}` : 'a ClusterRole';
  return `verb "${verb}" on resource "${plural}" of API group "${resource.group}" by ${kind}`;
}

function managersOf(status: StatusBody): readonly string[] {
  const names = (status.details?.causes ?? [])
    .filter((cause) => cause.reason === 'FieldManagerConflict')
    .map((cause) => /conflict with "([^"]+)"/.exec(cause.message ?? '')?.[1])
    .filter((name) => name !== undefined);
  return [...new Set(names)];
}

function parseStatus(body: string): StatusBody {
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function causeText(error: Error): string | undefined {
  const { cause } = error;
  return cause instanceof Error && cause.message ? cause.message : undefined;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
