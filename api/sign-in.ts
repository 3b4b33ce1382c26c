/** Who may look at the dashboard, and how they say who they are. Without a way to sign in there is nothing to be seen. */
import { z } from 'zod';
import { isOutward, Namespaces, SecretFile } from './receivers.ts';
import { integer } from './rule.ts';

const Name = z.string().min(1).max(200);
const Network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const HeaderName = z.string().regex(/^[a-zA-Z0-9-]{1,100}$/, 'must be the name of a header');

const AccessSchema = z.strictObject({
  users: z.array(Name).max(1000).default([]).describe('Names as the sign-in gives them: of the user claim, of Kubernetes, of the proxy.'),
  groups: z.array(Name).max(1000).default([]).describe('Groups as the sign-in gives them.'),
  namespaces: Namespaces.describe('Namespaces whose LogDetectors they see; "*" for all.'),
  role: z
    .enum(['viewer', 'operator'])
    .default('viewer')
    .describe('viewer: sees, acknowledges and marks. operator: sees and changes all namespaces besides, as the operators in Slack do.'),
  commands: z
    .array(z.string().min(1).max(40))
    .max(50)
    .default([])
    .describe(
      'What they may change there, by the names of the commands in Slack, such as split, merge, describe, mute, retrain; "*" for all. Default: nothing.',
    ),
});

const OidcSchema = z
  .strictObject({
    issuer: z
      .url({ protocol: /^https?$/ })
      .refine(
        (url) => isOutward(url),
        'must begin with https:// (http:// only to an address of the own network) and hold no user or password',
      )
      .describe('Address of the identity provider, as its tokens name it.'),
    clientId: z.string().min(1).max(200),
    clientSecretFile: SecretFile.optional().describe(
      'File with the secret of a confidential client; without it the client is a public one.',
    ),
    scopes: z.array(z.string().min(1).max(100)).min(1).max(20).default(['openid', 'profile', 'email']),
    userClaim: z.string().min(1).max(100).default('email').describe('Claim that names the person. An email must be verified.'),
    groupsClaim: z.string().min(1).max(100).default('groups').describe('Claim with a list of groups.'),
    label: z.string().min(1).max(60).default('single sign-on').describe('What stands on the button.'),
  })
  .describe('Sign-in by OpenID Connect: authorization code with PKCE.');

const KubernetesSchema = z
  .strictObject({
    audiences: z
      .array(z.string().min(1).max(200))
      .max(10)
      .default([])
      .describe('Audiences that a token must be made for. Default: that of the API server.'),
  })
  .describe('Sign-in by a Kubernetes bearer token. Who may get LogDetectors of a namespace sees it.');

const KubeconfigSchema = z
  .strictObject({})
  .describe('The command line, with the identity of its kubeconfig. Who may get LogDetectors of a namespace sees it.');

const ProxySchema = z
  .strictObject({
    addresses: z
      .array(z.string().refine((text) => Network.safeParse(text).success, 'must be an address or a network such as 10.1.2.0/24'))
      .min(1)
      .max(100)
      .describe('Addresses that the proxy calls from. Nobody else is believed.'),
    userHeader: HeaderName.default('x-forwarded-user'),
    groupsHeader: HeaderName.default('x-forwarded-groups').describe('Groups, separated by commas.'),
  })
  .describe('A proxy that has signed people in already and says in headers who they are.');

export const DashboardSchema = z
  .strictObject({
    publicUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .refine(
        (url) => URL.canParse(url) && new URL(url).pathname === '/',
        'must be an address without a path, such as https://logs.example.com',
      )
      .optional()
      .describe('Address that people reach it at; messages link to it, and OpenID Connect needs it.'),
    sessionHours: integer(1, 24).default(8).describe('After this somebody signs in anew. Default: 8, a working day.'),
    access: z.array(AccessSchema).max(1000).default([]),
    oidc: OidcSchema.optional(),
    kubernetes: KubernetesSchema.optional(),
    kubeconfig: KubeconfigSchema.optional(),
    proxy: ProxySchema.optional(),
    thisComputer: z
      .boolean()
      .default(false)
      .describe('Whoever sits at this computer sees everything. For the demo: only where it listens on a loopback address.'),
  })
  .refine(
    ({ oidc, publicUrl }) => oidc === undefined || publicUrl !== undefined,
    'needs publicUrl for oidc, as the address to come back to',
  );

export type DashboardConfiguration = z.infer<typeof DashboardSchema>;
