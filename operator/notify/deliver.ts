/** The contract between the pager and its receivers, and the one way they speak HTTP. */
import { stripVTControlCharacters } from 'node:util';
import { isOutward } from '../../api/configuration.ts';
import type { Gate, Severity } from '../../engine/index.ts';
import { OperatorError } from '../errors.ts';

/** Someone who can be woken: PagerDuty, a webhook. */
export interface Receiver {
  /** As the admin's configuration and the LogDetector call it. */
  readonly name: string;
  readonly type: string;
  /**
   * Resolves when the other side has taken the message. It may be called again with the same message: `dedupKey` and `turn` together
   * say that it is the same. Throws a `ReceiverFailure`.
   */
  send(page: PageMessage, signal: AbortSignal): Promise<void>;
  /** Of a receiver that shows what has the same `dedupKey` once: a trigger it has taken is sent again, since an answer of 200 is no proof. */
  readonly repeat?: Repeat;
  /** Whether somebody has acknowledged the page there; of a receiver that can be asked. Throws a `ReceiverFailure`. */
  acknowledged?(dedupKey: string, signal: AbortSignal): Promise<boolean>;
  /** Of a receiver that keeps a list of what was changed, beside its alerts. */
  announce?(change: ChangeMessage, signal: AbortSignal): Promise<void>;
}

export interface Repeat {
  readonly afterMs: number;
  /** How often; `Infinity` for an other side that forgets what is not repeated. */
  readonly times: number;
}

/** A rollout; wakes nobody. */
export interface ChangeMessage {
  readonly detector: string;
  readonly workload: string;
  readonly atMs: number;
  /** `rollout of cart: image v1 to v2`. */
  readonly text: string;
}

export interface Link {
  readonly text: string;
  readonly href: string;
}

/** Holds no log line: what leaves the cluster by a page is names, times and sentences about facts. */
export interface PageMessage {
  readonly action: 'trigger' | 'resolve';
  /** 1 triggers, 2 resolves; an incident that comes back goes on with 3. */
  readonly turn: number;
  /** Equal for the same incident across restarts; at most 200 characters. */
  readonly dedupKey: string;
  readonly incident: string;
  /** `namespace/name` */
  readonly detector: string;
  readonly title: string;
  readonly severity: Severity;
  /** The likely cause in one sentence with its strongest reasons; null when none is known. */
  readonly cause: string | null;
  /** The workload that is the cause, else the first that fails. */
  readonly source: string;
  /** Workloads that fail because of it, the cause's own first. */
  readonly affected: readonly string[];
  readonly openedAtMs: number;
  readonly resolvedAtMs: number | null;
  /** Why somebody is woken. */
  readonly sentence: string;
  readonly gates: readonly Gate[];
  /** Where to read on: the thread in Slack, and what the administrator has configured. */
  readonly links: readonly Link[];
  /** Of several that were told in one message, because there were too many: one line each. */
  readonly folded?: readonly string[];
}

/** `ReceiverUnreachable` is tried again, after `retryAfterMs` at the earliest; `ReceiverRejected` waits for a person. */
export class ReceiverFailure extends OperatorError {
  readonly retryAfterMs: number | null;

  constructor(
    code: 'ReceiverUnreachable' | 'ReceiverRejected',
    message: string,
    options: ErrorOptions & { readonly retryAfterMs?: number | null } = {},
  ) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Reads the file of a secret at the time of sending, so that a rotated key needs no restart. `app.ts` hands it in. */
export type ReadSecret = (path: string) => Promise<string>;

export interface HttpMessage {
  readonly receiver: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  /** Default POST; a GET has no body. */
  readonly method?: 'GET' | 'POST';
  /** Answers besides 2xx that mean it is as it should be. */
  readonly alsoTaken?: readonly number[];
}

/** Before a title, where a medium has no colours of its own. */
export const severityMarks = { critical: '🔴 ', error: '🟠 ', warning: '🟡 ', info: '🔵 ' } as const;

/** A receiver that hangs must be tried again long before people wonder where the page is. */
export const defaultTimeoutMs = 10_000;

/** Asks once. 2xx is taken; 408, 425, 429 and 5xx are tried again; everything else, redirects included, is a refusal. */
export async function post(message: HttpMessage, signal: AbortSignal): Promise<void> {
  const { receiver, url, headers, body, timeoutMs, method = 'POST', alsoTaken = [] } = message;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let answer: Answer;
  try {
    // A redirect could lead the signed page and its key to somebody else, so it is not followed.
    const content = method === 'GET' ? {} : { body };
    const response = await fetch(url, { method, headers, ...content, signal: limit, redirect: 'manual' });
    answer = { status: response.status, retryAfterMs: waitOf(response.headers), text: await beginning(response) };
  } catch (cause) {
    signal.throwIfAborted();
    const why = limit.aborted ? `did not answer within ${timeoutMs / 1000} s` : `cannot be reached (${reasonOf(cause)})`;
    throw new ReceiverFailure('ReceiverUnreachable', `Receiver ${receiver} ${why}; the page is tried again.`, { cause });
  }
  if (!alsoTaken.includes(answer.status)) refuse(receiver, answer);
}

/** What the other side answers to a question, as JSON. */
export async function ask(message: Omit<HttpMessage, 'body' | 'method'>, signal: AbortSignal): Promise<unknown> {
  const { receiver, url, headers, timeoutMs } = message;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(url, { headers, signal: limit, redirect: 'manual' });
    const text = await textOf(response, answerAtMost);
    refuse(receiver, { status: response.status, retryAfterMs: null, text: text.slice(0, 500) });
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof ReceiverFailure) throw cause;
    signal.throwIfAborted();
    throw new ReceiverFailure('ReceiverUnreachable', `Receiver ${receiver} cannot be asked (${reasonOf(cause)}).`, { cause });
  }
}

const answerAtMost = 200_000;

/** A page for people, as lines of plain text. */
export function describePage(page: PageMessage): string {
  const { title, cause, affected, detector, incident, sentence, gates, links } = page;
  const over = page.action === 'resolve' && page.resolvedAtMs !== null ? [`Over since: ${new Date(page.resolvedAtMs).toISOString()}`] : [];
  return [
    title,
    '',
    `Likely cause: ${cause ?? 'not known yet'}`,
    ...(affected.length > 0 ? [`Fails: ${affected.join(', ')}`] : []),
    `Since: ${new Date(page.openedAtMs).toISOString()}`,
    ...over,
    `Incident: ${detector}/${incident}`,
    `Why you are told: ${sentence}`,
    ...gates.map((gate) => `  ${gate.passed ? 'passed' : 'failed'} ${gate.name}: ${gate.sentence}`),
    ...links.map(({ text, href }) => `${text}: ${href}`),
  ].join('\n');
}

/** The secret in the file, without the newline that editors leave. */
export async function readKey(readSecret: ReadSecret, path: string, receiver: string): Promise<string> {
  const text = await readSecret(path).catch((cause: unknown) => {
    const sentence = `The key of receiver ${receiver} cannot be read from ${path}; mount its Secret there.`;
    throw new ReceiverFailure('ReceiverRejected', sentence, { cause });
  });
  const key = text.trim();
  if (key !== '') return key;
  throw new ReceiverFailure('ReceiverRejected', `The file ${path} with the key of receiver ${receiver} is empty; fill its Secret.`);
}

/** The address in the file, where the address itself is the secret. */
export async function readAddress(readSecret: ReadSecret, path: string, receiver: string): Promise<string> {
  const url = await readKey(readSecret, path, receiver);
  if (isOutward(url)) return url;
  throw new ReceiverFailure(
    'ReceiverRejected',
    `The address in ${path} must begin with https://; correct the Secret of receiver ${receiver}.`,
  );
}

/** One line of what can be seen of a text of another origin, at most `max` characters; what a medium would obey is its receiver's business. */
export function visible(text: string, max: number): string {
  const line = stripVTControlCharacters(text.slice(0, max * 4))
    .toWellFormed()
    .replaceAll(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(invisible, '')
    .trim();
  return line.length <= max ? line : `${line.slice(0, Math.max(0, max - 1)).toWellFormed()}…`;
}

/** Control and format characters: zero-width, bidirectional, tags; and letters that show nothing. */
const invisible = /\p{Cc}|\p{Cf}|\p{Variation_Selector}|\u{115f}|\u{1160}|\u{3164}|\u{ffa0}/gu;

interface Answer {
  readonly status: number;
  readonly retryAfterMs: number | null;
  readonly text: string;
}

function refuse(receiver: string, { status, retryAfterMs, text }: Answer): void {
  if (status >= 200 && status < 300) return;
  if (status >= 500 || [408, 425, 429].includes(status)) {
    const sentence = `Receiver ${receiver} answered ${status}; the page is tried again.`;
    throw new ReceiverFailure('ReceiverUnreachable', sentence, { retryAfterMs });
  }
  if (status >= 300 && status < 400) {
    throw new ReceiverFailure('ReceiverRejected', `Receiver ${receiver} redirects (${status}), which is not followed; correct its url.`);
  }
  const said = text === '' ? '' : ` "${text}"`;
  throw new ReceiverFailure('ReceiverRejected', `Receiver ${receiver} refused the page (${status})${said}; check its url and key.`);
}

/** Enough of the answer to see why. */
async function beginning(response: Response): Promise<string> {
  const text = await textOf(response, 300);
  return text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

/** Nothing on the other side can fill our memory. */
async function textOf(response: Response, atMost: number): Promise<string> {
  let text = '';
  if (response.body) {
    const decoder = new TextDecoder();
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > atMost) break;
    }
  }
  return text;
}

const longestWaitMs = 3_600_000;

/** Seconds, or a time by the clock of the other side (RFC 9110, 10.2.3). */
function waitOf(headers: Headers): number | null {
  const asked = headers.get('retry-after');
  if (asked === null) return null;
  const seconds = Number(asked);
  if (Number.isFinite(seconds)) return seconds >= 0 ? Math.min(seconds * 1000, longestWaitMs) : null;
  const fromMs = Date.parse(headers.get('date') ?? '');
  const forMs = Date.parse(asked) - (Number.isNaN(fromMs) ? Date.now() : fromMs);
  return Number.isNaN(forMs) ? null : Math.min(Math.max(0, forMs), longestWaitMs);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message.slice(0, 200) : 'unknown reason';
}
