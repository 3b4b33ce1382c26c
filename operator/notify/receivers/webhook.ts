/** A generic webhook: JSON, signed so that the other side knows who sent it, and that it is not an old one sent again. */
import { createHash, createHmac } from 'node:crypto';
import { defaultTimeoutMs, post, readKey, type PageMessage, type ReadSecret, type Receiver } from '../deliver.ts';

export interface WebhookOptions {
  readonly name: string;
  readonly url: string;
  /** File with the key of the signature; read at every sending. */
  readonly secretFile: string;
  readonly readSecret: ReadSecret;
  readonly now: () => number;
  readonly timeoutMs?: number;
  /** `cloudevents`: the same body as the data of an event (https://github.com/cloudevents/spec, 1.0, structured mode). Default: plain. */
  readonly format?: 'plain' | 'cloudevents';
}

/** What the receiver must do with the headers is in `docs/paging.md`. */
export function createWebhook(options: WebhookOptions): Receiver {
  const { name, url, secretFile, readSecret, now, timeoutMs = defaultTimeoutMs, format = 'plain' } = options;
  return {
    name,
    type: 'webhook',
    async send(page, signal) {
      const secret = await readKey(readSecret, secretFile, name);
      const id = createHash('sha256').update(`${page.dedupKey}:${page.turn}`).digest('hex');
      const isEvent = format === 'cloudevents';
      const body = JSON.stringify(isEvent ? eventOf(page, id) : bodyOf(page));
      const timestamp = String(Math.floor(now() / 1000));
      const headers = {
        'content-type': isEvent ? 'application/cloudevents+json' : 'application/json',
        'x-logdetector-timestamp': timestamp,
        'x-logdetector-signature': `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
        'idempotency-key': id,
      };
      await post({ receiver: name, url, headers, body, timeoutMs }, signal);
    },
  };
}

/** The shape is a promise to others: fields are added, never changed. */
function bodyOf(page: PageMessage): Readonly<Record<string, unknown>> {
  const { openedAtMs, resolvedAtMs, ...rest } = page;
  return { version: 1, ...rest, openedAt: time(openedAtMs), resolvedAt: time(resolvedAtMs) };
}

/** `source` and `id` together are equal for the same message sent again, and for no other. */
function eventOf(page: PageMessage, id: string): Readonly<Record<string, unknown>> {
  return {
    specversion: '1.0',
    id,
    source: `/logdetector/${page.detector}`,
    type: `dev.logdetector.incident.${page.action}`,
    subject: page.incident,
    time: time(page.action === 'resolve' ? (page.resolvedAtMs ?? page.openedAtMs) : page.openedAtMs),
    datacontenttype: 'application/json',
    data: bodyOf(page),
  };
}

function time(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
