/**
 * Opsgenie's Alert API (https://docs.opsgenie.com/docs/alert-api), and the integration events of its successor Jira Service Management
 * (https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events), which took over its paths and keys.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Severity } from '../../../engine/index.ts';
import { ask, defaultTimeoutMs, describePage, post, readKey, type PageMessage, type ReadSecret, type Receiver } from '../deliver.ts';

export interface OpsgenieOptions {
  readonly name: string;
  readonly type: 'opsgenie' | 'jira-service-management';
  /** Without `/alerts`. */
  readonly url: string;
  /** File with the key of an API integration; read at every sending. */
  readonly apiKeyFile: string;
  readonly team?: string | undefined;
  readonly readSecret: ReadSecret;
  readonly timeoutMs?: number;
}

/** Both show what has the same alias once while it is open; an alert that is taken is made afterwards, which may fail unseen. */
export function createOpsgenie(options: OpsgenieOptions): Receiver {
  const { name, type, url, apiKeyFile, team, readSecret, timeoutMs = defaultTimeoutMs } = options;
  const alerts = `${url.replace(/\/+$/, '')}/alerts`;
  const headersOf = async () => ({
    'content-type': 'application/json',
    authorization: `GenieKey ${await readKey(readSecret, apiKeyFile, name)}`,
  });
  /** https://docs.opsgenie.com/docs/alert-api#get-alert; the key needs read access. The successor takes events and tells none. */
  async function acknowledged(dedupKey: string, signal: AbortSignal): Promise<boolean> {
    const asked = `${alerts}/${encodeURIComponent(aliasOf(dedupKey))}?identifierType=alias`;
    const answer = AlertSchema.safeParse(await ask({ receiver: name, url: asked, headers: await headersOf(), timeoutMs }, signal));
    return answer.success && answer.data.data.acknowledged;
  }
  return {
    name,
    type,
    ...(type === 'opsgenie' ? { acknowledged } : {}),
    repeat: { afterMs: 60_000, times: 1 },
    async send(page, signal) {
      const headers = await headersOf();
      const alias = aliasOf(page.dedupKey);
      if (page.action === 'trigger') {
        const body = JSON.stringify({
          ...alertOf(page, alias),
          ...(team === undefined ? {} : { responders: [{ type: 'team', name: team }] }),
        });
        return post({ receiver: name, url: alerts, headers, body, timeoutMs }, signal);
      }
      const body = JSON.stringify({ source: 'LogDetector', note: `The incident is over: ${page.title}`.slice(0, noteAtMost) });
      const close = `${alerts}/${encodeURIComponent(alias)}/close?identifierType=alias`;
      // What nobody knows there is closed.
      await post({ receiver: name, url: close, headers, body, timeoutMs, alsoTaken: [404] }, signal);
    },
  };
}

const AlertSchema = z.object({ data: z.object({ acknowledged: z.boolean() }) });

const messageAtMost = 130;
const descriptionAtMost = 15_000;
const entityAtMost = 512;
const noteAtMost = 1000;

/** Stands in a path when it is closed, where not every proxy leaves a colon or slash alone. */
function aliasOf(dedupKey: string): string {
  return `logdetector-${createHash('sha256').update(dedupKey).digest('hex').slice(0, 40)}`;
}

function alertOf(page: PageMessage, alias: string): Readonly<Record<string, unknown>> {
  return {
    message: page.title.slice(0, messageAtMost),
    alias,
    description: describePage(page).slice(0, descriptionAtMost),
    entity: page.source.slice(0, entityAtMost),
    source: 'LogDetector',
    priority: priorities[page.severity],
    tags: ['logdetector', page.severity],
    details: {
      incident: page.incident,
      detector: page.detector,
      cause: page.cause ?? 'not known yet',
      opened: new Date(page.openedAtMs).toISOString(),
    },
  };
}

const priorities: Readonly<Record<Severity, string>> = { critical: 'P1', error: 'P2', warning: 'P3', info: 'P5' };
