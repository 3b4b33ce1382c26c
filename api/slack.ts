/** What the administrator says about Slack: channels, who may see and change what, and which incidents go where besides. */
import { z } from 'zod';
import { Namespaces } from './receivers.ts';

const ChannelSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(80)
    .regex(/^[^/]*$/, 'must hold no "/"')
    .describe('Slack channel name without #, or its id.'),
  id: z.string().max(30).optional().describe('Slack channel id; needed only for private channels.'),
  namespaces: Namespaces,
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

const Glob = z.string().min(1).max(253);

const RouteSchema = z.strictObject({
  channel: z
    .string()
    .min(1)
    .max(80)
    .describe('Name or id of one of slack.channels; it must be allowed to the namespace of the LogDetector.'),
  namespaces: z
    .array(z.string().min(1).max(63))
    .min(1)
    .max(1000)
    .default(['*'])
    .describe('Namespaces of the workloads that fail; "*" for all. Default: all.'),
  workloads: z
    .array(Glob)
    .min(1)
    .max(100)
    .default(['*'])
    .describe('Names of the workloads that fail, in which "*" stands for any text. Default: all.'),
  owners: z
    .array(z.string().min(1).max(63))
    .min(1)
    .max(100)
    .optional()
    .describe('Values of slack.ownerLabel on what fails. Default: whatever stands there, also nothing.'),
  minimumSeverity: z.enum(['Info', 'Warning', 'Error', 'Critical']).default('Info').describe('Default: whatever the LogDetector posts.'),
});

const KubernetesSchema = z.strictObject({
  users: z
    .array(
      z.strictObject({
        slack: z.string().min(1).max(30).describe('Slack user id.'),
        user: z.string().min(1).max(300).describe('Name of the user in Kubernetes.'),
        groups: z.array(z.string().min(1).max(300)).max(100).default([]).describe('Groups in Kubernetes.'),
      }),
    )
    .max(1000)
    .default([]),
  userGroups: z
    .array(
      z.strictObject({
        slack: z.string().min(1).max(30).describe('Slack user group id; needs the scope usergroups:read.'),
        groups: z.array(z.string().min(1).max(300)).min(1).max(100).describe('Groups in Kubernetes of its members.'),
      }),
    )
    .max(100)
    .default([]),
  emails: z
    .strictObject({
      prefix: z.string().max(100).default('').describe('Before the address, as of --oidc-username-prefix. Default: nothing.'),
    })
    .optional()
    .describe(
      'Whoever is not named is the user of their e-mail address, never a guest. Only where Slack takes addresses from your single sign-on; needs the scope users:read.email.',
    ),
});

export const SlackSchema = z
  .strictObject({
    channels: z.array(ChannelSchema).max(1000).default([]),
    /** Further channels for some incidents, besides the one that the LogDetector names. */
    routes: z.array(RouteSchema).max(200).default([]),
    ownerLabel: z
      .string()
      .min(1)
      .max(316)
      .optional()
      .describe('Label of the workload (or of its pods) that says whose it is, for routes[].owners, such as team.'),
    /** Who may see and change everything. Nobody by default. */
    operators: AccessSchema.prefault({}),
    /** Who may do some of it, in some namespaces. */
    roles: z.array(RoleSchema).max(200).default([]),
    outsiders: OutsidersSchema.prefault({}),
    /** Kubernetes decides what people may, by SubjectAccessReview of whom they are mapped to. Off by default. */
    kubernetes: KubernetesSchema.optional(),
    auditChannel: z
      .string()
      .min(1)
      .max(80)
      .optional()
      .describe('Name or id of a channel that hears of every command, button and its result; one of its own. Default: none.'),
  })
  .refine(
    ({ channels, routes }) => routes.every(({ channel }) => channels.some(({ name, id }) => name === channel || id === channel)),
    'routes[].channel must be the name or id of one of slack.channels, which says who may use it',
  )
  .refine(
    ({ channels, auditChannel }) => channels.every(({ name, id }) => auditChannel === undefined || ![name, id].includes(auditChannel)),
    'slack.auditChannel must be none of slack.channels, because it tells of all namespaces',
  )
  .refine(
    ({ routes, ownerLabel }) => ownerLabel !== undefined || routes.every(({ owners }) => owners === undefined),
    'routes[].owners need slack.ownerLabel, the label whose values they are',
  );

export type SlackConfiguration = z.infer<typeof SlackSchema>;
export type Route = SlackConfiguration['routes'][number];
