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
}

/** What the receiver must do with the headers is in `docs/paging.md`. */
export function createWebhook(options: WebhookOptions): Receiver {
  const { name, url, secretFile, readSecret, now, timeoutMs = defaultTimeoutMs } = options;
  return {
    name,
    type: 'webhook',
    async send(page, signal) {
      const secret = await readKey(readSecret, secretFile, name);
      const body = JSON.stringify(bodyOf(page));
      const timestamp = String(Math.floor(now() / 1000));
      const headers = {
        'content-type': 'application/json',
        'x-logdetector-timestamp': timestamp,
        'x-logdetector-signature': `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
        'idempotency-key': createHash('sha256').update(`${page.dedupKey}:${page.turn}`).digest('hex'),
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

function time(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
