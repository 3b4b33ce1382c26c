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
import { SlackSchema } from './slack.ts';

const InletSchema = z.strictObject({
  name: z.string().min(1).max(63),
  tokenFile: SecretFile.describe('File with the bearer token, at least 16 characters.'),
  namespaces: Namespaces.describe('Namespaces that whoever has the token may speak of; "*" for all.'),
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
  slack: SlackSchema.prefault({}),
  /** Further workspaces, each with a bot, channels and people of its own; their channels are called `name/channel`. None by default. */
  workspaces: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$/, 'must be a name of up to 30 small letters, digits and "-"')
          .describe('As its bot is told with --workspace, and LogDetectors call it.'),
        slack: SlackSchema.refine(
          ({ auditChannel }) => auditChannel === undefined,
          'auditChannel must stand under slack: one channel hears of all workspaces',
        ).prefault({}),
      }),
    )
    .max(20)
    .refine(
      (workspaces) => new Set(workspaces.map(({ name }) => name)).size === workspaces.length,
      'must have a name of its own each, because channels are called by it',
    )
    .default([]),
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

/*
 * Several Slack workspaces. A channel of the first is called by its name; one of another by `workspace/channel`, which no channel of Slack can be
 * called, in the resource, in the configuration as the operator reads it, and in every record.
 */

/** `''`: the first, which has no name. */
export function splitChannel(channel: string): { readonly workspace: string; readonly channel: string } {
  const slash = channel.indexOf('/');
  return slash < 0 ? { workspace: '', channel } : { workspace: channel.slice(0, slash), channel: channel.slice(slash + 1) };
}

export function qualifyChannel(workspace: string, channel: string): string {
  return workspace === '' ? channel : `${workspace}/${channel}`;
}

/** Channels and routes of all workspaces together, as the operator judges them. */
export function joinWorkspaces(configuration: Configuration): Configuration {
  const { slack, workspaces } = configuration;
  const ownerLabel = slack.ownerLabel ?? workspaces.find((one) => one.slack.ownerLabel !== undefined)?.slack.ownerLabel;
  const channels = workspaces.flatMap(({ name: workspace, slack: own }) =>
    own.channels.map(({ name, id, namespaces }) => ({
      name: qualifyChannel(workspace, name),
      ...(id === undefined ? {} : { id: qualifyChannel(workspace, id) }),
      namespaces,
    })),
  );
  const routes = workspaces.flatMap(({ name, slack: own }) =>
    own.routes.map((route) => ({ ...route, channel: qualifyChannel(name, route.channel) })),
  );
  const joined = { ...slack, channels: [...slack.channels, ...channels], routes: [...slack.routes, ...routes] };
  return { ...configuration, slack: ownerLabel === undefined ? joined : { ...joined, ownerLabel } };
}

/** As the bot of one workspace reads it. Null: there is no such workspace. */
export function configurationOf(configuration: Configuration, workspace: string): Configuration | null {
  if (workspace === '') return configuration;
  const own = configuration.workspaces.find(({ name }) => name === workspace);
  return own ? { ...configuration, slack: own.slack } : null;
}
