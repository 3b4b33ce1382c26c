/** The receiver that an entry of the configuration asks for; with `app.ts` the only place that names concrete ones. */
import { readFile } from 'node:fs/promises';
import type { ReceiverConfiguration } from '../api/configuration.ts';
import type { ReadSecret, Receiver } from './notify/deliver.ts';
import { createAlertmanager } from './notify/receivers/alertmanager.ts';
import { createEmail } from './notify/receivers/email.ts';
import { createMattermost } from './notify/receivers/mattermost.ts';
import { createOpsgenie } from './notify/receivers/opsgenie.ts';
import { createPagerDuty } from './notify/receivers/pagerduty.ts';
import { createTeams } from './notify/receivers/teams.ts';
import { createWebhook } from './notify/receivers/webhook.ts';

export const readSecret: ReadSecret = (path) => readFile(path, 'utf8');

export function createReceiver(configuration: ReceiverConfiguration): Receiver {
  const now = Date.now;
  switch (configuration.type) {
    case 'pagerduty':
      return createPagerDuty({ ...configuration, changeUrl: configuration.changeEvents ? configuration.changeUrl : null, readSecret });
    case 'webhook':
      return createWebhook({ ...configuration, readSecret, now });
    case 'opsgenie':
    case 'jira-service-management':
      return createOpsgenie({ ...configuration, readSecret });
    case 'alertmanager':
      return createAlertmanager({ ...configuration, readSecret, now });
    case 'email':
      return createEmail({ ...configuration, readSecret });
    case 'teams':
      return createTeams({ ...configuration, readSecret });
    case 'mattermost':
      return createMattermost({ ...configuration, readSecret });
    default:
      return configuration satisfies never;
  }
}
