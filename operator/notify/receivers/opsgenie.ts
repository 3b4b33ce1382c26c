/**
 * Opsgenie's Alert API (https://docs.opsgenie.com/docs/alert-api), and the integration events of its successor Jira Service Management
 * (https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events), which took over its paths and keys.
 */
import { createHash } from 'node:crypto';
import type { Severity } from '../../../engine/index.ts';
import { defaultTimeoutMs, describePage, post, readKey, type PageMessage, type ReadSecret, type Receiver } from '../deliver.ts';

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
  return {
    name,
    type,
    repeat: { afterMs: 60_000, times: 1 },
    async send(page, signal) {
      const key = await readKey(readSecret, apiKeyFile, name);
      const headers = { 'content-type': 'application/json', authorization: `GenieKey ${key}` };
      const alerts = `${url.replace(/\/+$/, '')}/alerts`;
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
