/**
 * The admin's configuration file, read by operator and bot. It, and not a LogDetector, says which namespace may use which channel
 * and receiver, so that nobody who may create a LogDetector can send another tenant's logs away; what is redacted at the least; and how
 * much LogDetectors may use.
 */
import { z } from 'zod';
import { HeartbeatSchema, LinkSchema, LogViewerSchema, Namespaces, ReceiverSchema, SecretFile, SummariesSchema } from './receivers.ts';
import { RedactionDefaultsSchema } from './redaction.ts';
import { integer } from './rule.ts';
import { DashboardSchema } from './sign-in.ts';

const ChannelSchema = z.strictObject({
  name: z.string().min(1).max(80).describe('Slack channel name without #, or its id.'),
  id: z.string().max(30).optional().describe('Slack channel id; needed only for private channels.'),
  namespaces: Namespaces,
});

const InletSchema = z.strictObject({
  name: z.string().min(1).max(63),
  tokenFile: SecretFile.describe('File with the bearer token, at least 16 characters.'),
  namespaces: Namespaces.describe('Namespaces that whoever has the token may speak of; "*" for all.'),
});

const AccessSchema = z.strictObject({
  users: z.array(z.string().max(30)).max(1000).default([]).describe('Slack user ids.'),
  userGroups: z.array(z.string().max(30)).max(100).default([]).describe('Slack user group ids; needs the scope usergroups:read.'),
});

const RoleSchema = AccessSchema.extend({
  namespaces: Namespaces.describe('Namespaces whose LogDetectors they see from every channel; "*" for all.'),
  commands: z
    .array(z.string().min(1).max(40))
    .max(50)
    .default([])
    .describe(
      'What they may change there, by the names of the commands of /logbot help, such as mute, snooze, retrain; "*" for all. Default: nothing.',
    ),
});

const OutsidersSchema = z.strictObject({
  guests: z
    .boolean()
    .default(false)
    .describe('Whether guests and people of other organisations see what their channel may. Default: false; needs the scope users:read.'),
  sharedChannels: z
    .boolean()
    .default(false)
    .describe(
      'Whether channels shared with another organisation see anything. Default: false; needs the scopes channels:read and groups:read.',
    ),
});

/** Bounds of what LogDetectors may use together, so that nobody who may create one can take the operator away from the others. */
const LimitsSchema = z.strictObject({
  detectorsPerNamespace: integer(1, 10_000)
    .default(10)
    .describe(
      'LogDetectors of one namespace that are served, the oldest first. Default: 10; a namespace rarely needs more than one a team.',
    ),
  detectors: integer(1, 100_000)
    .default(500)
    .describe('LogDetectors that are served in all, the oldest first. Default: 500, each with a tick a second.'),
  streamsPerNamespace: integer(1, 100_000)
    .default(1000)
    .describe('Log streams (one a container) that are open for one namespace. Default: 1,000, a fifth of all.'),
  streamsOfClusterDetectors: integer(0, 100_000)
    .default(2500)
    .describe(
      "Log streams that are open for ClusterLogDetectors together. Default: 2,500, half of all, so that the teams' own LogDetectors find room.",
    ),
  streams: integer(1, 100_000)
    .default(5000)
    .describe('Log streams that the leading replica has open in all. Default: 5,000; each is a connection to the API server.'),
});

/** What tenants may hear of each other. */
const TenancySchema = z.strictObject({
  namesOfOthers: z
    .boolean()
    .default(false)
    .describe(
      'Whether LogDetectors may hear what objects of other namespaces are called (the claim that holds a volume), and of workloads that whoever tells ' +
        'traces, metrics or alerts names without a namespace and that are not their own. Never their log lines. Default: false.',
    ),
});

export const ConfigurationSchema = z.strictObject({
  slack: z
    .strictObject({
      channels: z.array(ChannelSchema).max(1000).default([]),
      /** Who may see and change everything. Nobody by default. */
      operators: AccessSchema.prefault({}),
      /** Who may do some of it, in some namespaces. */
      roles: z.array(RoleSchema).max(200).default([]),
      outsiders: OutsidersSchema.prefault({}),
    })
    .prefault({}),
  receivers: z
    .array(ReceiverSchema)
    .max(100)
    // What a namespace may use is found by name: with two of one name, its pages could go to the other.
    .refine(
      (receivers) => new Set(receivers.map(({ name }) => name)).size === receivers.length,
      'must have a name of its own each, because a LogDetector names the one it pages',
    )
    .default([]),
  /** Links of every page, beside the thread in Slack: dashboards, runbooks. */
  links: z.array(LinkSchema).max(10).default([]),
  /** Where log lines can be read on; every incident gets a link. None by default. */
  logViewer: LogViewerSchema.optional(),
  /** Incidents in a few words by a language model. Off by default. */
  summaries: SummariesSchema.optional(),
  /** Sent while the operator leads and can do its work. None by default. */
  heartbeat: HeartbeatSchema.optional(),
  /** Who may tell what the cluster does not: traces, metrics, alerts, changes. Nobody by default. */
  inlets: z.array(InletSchema).max(50).default([]),
  /** Who may look at the dashboard. Nobody by default. */
  dashboard: DashboardSchema.prefault({}),
  redaction: RedactionDefaultsSchema.prefault({}),
  limits: LimitsSchema.prefault({}),
  tenancy: TenancySchema.prefault({}),
});

export { isOutward } from './receivers.ts';
export type { HeartbeatConfiguration, ReceiverConfiguration, SummariesConfiguration } from './receivers.ts';
export type { DashboardConfiguration } from './sign-in.ts';

export type Configuration = z.infer<typeof ConfigurationSchema>;
export type InletConfiguration = Configuration['inlets'][number];

/** Namespaces that may be seen from a channel: those whose detectors are allowed to post there. */
export function namespacesOfChannel(
  configuration: Configuration,
  channel: { readonly name: string; readonly id: string },
): readonly string[] {
  return configuration.slack.channels
    .filter((known) => known.name === channel.name || known.name === channel.id || known.id === channel.id)
    .flatMap((known) => known.namespaces);
}

/** Whether a LogDetector of `namespace` may use the channel or receiver whose entry is given. */
export function allows(entry: { readonly namespaces: readonly string[] }, namespace: string): boolean {
  return entry.namespaces.includes('*') || entry.namespaces.includes(namespace);
}
