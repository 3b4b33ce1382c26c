/** Who can be woken, as the administrator's configuration names them. Keys are files, so that none stands here and a rotation needs no restart. */
import { z } from 'zod';
import { integer } from './rule.ts';

export const Namespaces = z
  .array(z.string().regex(/^(\*|cluster:|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$/, 'must be a namespace name, "cluster:" or "*"'))
  .min(1)
  .max(1000)
  .describe('Namespaces whose LogDetectors may use it; "cluster:" for ClusterLogDetectors; "*" for all of both.');

/** A secret is named by the file it is mounted at, so that its rotation needs no restart and no secret stands in this file. */
export const SecretFile = z.string().min(1).max(1000);

/** What goes over a network that is not ours goes encrypted, and an address holds no password: it is shown and logged. */
const OutwardUrl = z
  .url()
  .max(2000)
  .refine((url) => isOutward(url), 'must begin with https:// (http:// only to an address of the own network) and hold no user or password');

const common = { name: z.string().min(1).max(63), namespaces: Namespaces };

const PagerDutySchema = z.strictObject({
  ...common,
  type: z.literal('pagerduty'),
  routingKeyFile: SecretFile.describe('File with the Events v2 integration key.'),
  url: OutwardUrl.default('https://events.pagerduty.com/v2/enqueue').describe('Events v2 endpoint; the EU region and proxies have others.'),
  changeEvents: z.boolean().default(false).describe('Whether rollouts are told as change events too.'),
  changeUrl: OutwardUrl.default('https://events.pagerduty.com/v2/change/enqueue').describe('Endpoint of change events.'),
});

const WebhookSchema = z.strictObject({
  ...common,
  type: z.literal('webhook'),
  url: OutwardUrl,
  secretFile: SecretFile.describe('File with the key of the HMAC-SHA256 signature.'),
  format: z
    .enum(['plain', 'cloudevents'])
    .default('plain')
    .describe('plain: the body of docs/paging.md; cloudevents: the same in an envelope of CloudEvents 1.0.'),
});

const alerts = {
  ...common,
  apiKeyFile: SecretFile.describe('File with the key of an API integration.'),
  team: z.string().min(1).max(100).optional().describe('Team that is alerted. Default: the one the integration belongs to.'),
};

const OpsgenieSchema = z.strictObject({
  ...alerts,
  type: z.literal('opsgenie'),
  url: OutwardUrl.default('https://api.opsgenie.com/v2').describe(
    'Base of the Alert API; of the EU region https://api.eu.opsgenie.com/v2.',
  ),
});

const JiraSchema = z.strictObject({
  ...alerts,
  type: z.literal('jira-service-management'),
  url: OutwardUrl.default('https://api.atlassian.com/jsm/ops/integration/v2').describe('Base of the integration events API.'),
});

const AlertmanagerSchema = z.strictObject({
  ...common,
  type: z.literal('alertmanager'),
  url: OutwardUrl.describe('Base address, such as http://alertmanager.monitoring.svc:9093.'),
  tokenFile: SecretFile.optional().describe('File with a bearer token, where a proxy asks for one.'),
});

const Address = z
  .string()
  .min(3)
  .max(320)
  .regex(/^[^\s<>@,;]+@[^\s<>@,;]+$/, 'must be an address of email');

const EmailSchema = z
  .strictObject({
    ...common,
    type: z.literal('email'),
    host: z.string().min(1).max(253).describe('SMTP server.'),
    port: integer(1, 65_535).default(587),
    security: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe('starttls (port 587), tls from the first byte (port 465), or none.'),
    usernameFile: SecretFile.optional(),
    passwordFile: SecretFile.optional(),
    from: Address,
    to: z.array(Address).min(1).max(50),
  })
  .refine(
    ({ usernameFile, passwordFile, security }) =>
      (usernameFile === undefined) === (passwordFile === undefined) && !(passwordFile && security === 'none'),
    'must be given usernameFile and passwordFile together, and with a security that hides them',
  );

/** The address of a channel's webhook is its key, so it stands in a file. */
const chat = { ...common, urlFile: SecretFile.describe('File with the address of the webhook.') };

const TeamsSchema = z.strictObject({ ...chat, type: z.literal('teams') });

const MattermostSchema = z.strictObject({ ...chat, type: z.literal('mattermost') });

export const ReceiverSchema = z.discriminatedUnion('type', [
  PagerDutySchema,
  WebhookSchema,
  OpsgenieSchema,
  JiraSchema,
  AlertmanagerSchema,
  EmailSchema,
  TeamsSchema,
  MattermostSchema,
]);

export type ReceiverConfiguration = z.infer<typeof ReceiverSchema>;

/** A dead man's switch: somebody else notices when it does not come any more. */
export const HeartbeatSchema = z
  .strictObject({
    url: OutwardUrl.optional().describe('Where it is sent.'),
    urlFile: SecretFile.optional().describe('File with the address, where the address itself is the secret.'),
    method: z.enum(['GET', 'POST']).default('POST'),
    tokenFile: SecretFile.optional().describe('File with a bearer token.'),
    everySeconds: integer(10, 3600).default(60).describe('Default: 60; let the other side wait for at least three of them.'),
  })
  .refine(({ url, urlFile }) => (url === undefined) !== (urlFile === undefined), 'must be given either url or urlFile');

export type HeartbeatConfiguration = z.infer<typeof HeartbeatSchema>;

/** A page's link; names in braces are filled in. */
export const LinkSchema = z.strictObject({
  text: z.string().min(1).max(100),
  href: OutwardUrl.describe('With {namespace}, {workload}, {incident}, {detector} and {openedAtMs}.'),
});

/** The user's own log viewer; names in braces are filled in. */
export const LogViewerSchema = z.strictObject({
  text: z.string().min(1).max(40).default('Logs').describe('What the link is called. Default: Logs.'),
  href: OutwardUrl.describe('With {namespace}, {workload}, {fromMs}, {toMs}, {fromIso} and {toIso}.'),
});

/** A language model that says incidents in a few words; see docs/slack.md for what leaves the cluster by it. */
export const SummariesSchema = z.strictObject({
  url: OutwardUrl.describe('Base of an OpenAI-compatible API, such as https://api.openai.com/v1 or http://ollama.ai.svc:11434/v1.'),
  model: z.string().min(1).max(100),
  keyFile: SecretFile.optional().describe('File with the API key, where one is asked for.'),
  namespaces: Namespaces.describe('Namespaces whose incidents it may be told; "*" for all.'),
  perDay: integer(1, 10_000).default(50).describe('Questions in 24 hours, failed ones too. Default: 50.'),
  timeoutSeconds: integer(1, 120).default(15),
});

export type SummariesConfiguration = z.infer<typeof SummariesSchema>;

/** Whether a page or a heartbeat may be sent there. */
export function isOutward(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isOfOwnNetwork(hostname));
}

/** Addresses, names without a dot, and those that only a cluster or a company resolves. */
function isOfOwnNetwork(hostname: string): boolean {
  if (/^\[.*\]$/.test(hostname) || /^[0-9.]+$/.test(hostname)) return true;
  return (
    !hostname.includes('.') || /\.(svc|cluster\.local|local|internal|lan|test)$/.test(hostname) || hostname.endsWith('.svc.cluster.local')
  );
}
