/**
 * Sign-in by OpenID Connect: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636). What is under way lies in memory
 * and is bound to the browser by a cookie, so that nobody can be signed in as somebody else by a link.
 */
import { createHash, randomBytes } from 'node:crypto';
import * as client from 'openid-client';
import { z } from 'zod';
import type { DashboardConfiguration } from '../../../api/configuration.ts';
import type { Person } from './access.ts';

type OidcConfiguration = NonNullable<DashboardConfiguration['oidc']>;

/** Why nobody was signed in; the page has a sentence for each. */
export class SignInFault extends Error {
  readonly why: 'cancelled' | 'expired' | 'unreachable' | 'refused';

  constructor(why: SignInFault['why'], options?: ErrorOptions) {
    super(`sign-in ${why}`, options);
    this.name = 'SignInFault';
    this.why = why;
  }
}

export interface IdentityProvider {
  /** Where the browser goes, and what it has to bring back as a cookie. Throws `SignInFault`. */
  begin(settings: OidcConfiguration, visit: Visit): Promise<{ readonly url: URL; readonly flow: string }>;
  /** Who has come back, to where they wanted to be. `url`: as the provider has called it. Throws `SignInFault`. */
  finish(settings: OidcConfiguration, url: URL, flow: string | null): Promise<{ readonly person: Person; readonly to: string }>;
}

interface Visit {
  readonly redirectUri: string;
  /** Path of the page they wanted to see. */
  readonly to: string;
}

export interface IdentityProviderOptions {
  readonly readSecret: (path: string) => Promise<string>;
  readonly now: () => number;
}

interface Flow {
  readonly state: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly to: string;
  readonly beganAtMs: number;
}

const flowsAtMost = 1000;
/** For a password, a second factor, and a search for the telephone. */
const flowForMs = 10 * 60_000;
/** What the provider says of itself changes rarely; its keys are looked up by themselves. */
const discoveredForMs = 3_600_000;
const timeoutSeconds = 10;
const groupsAtMost = 500;

export function createIdentityProvider({ readSecret, now }: IdentityProviderOptions): IdentityProvider {
  const flows = new Map<string, Flow>();
  let discovered: { readonly key: string; readonly atMs: number; readonly provider: client.Configuration } | null = null;

  async function providerOf(settings: OidcConfiguration): Promise<client.Configuration> {
    const secret = settings.clientSecretFile === undefined ? null : (await readSecret(settings.clientSecretFile)).trim();
    const key = createHash('sha256')
      .update(JSON.stringify([settings.issuer, settings.clientId, secret]))
      .digest('base64');
    if (discovered?.key === key && now() - discovered.atMs < discoveredForMs) return discovered.provider;
    const provider = await discover(settings, secret);
    discovered = { key, atMs: now(), provider };
    return provider;
  }

  function take(flow: string | null): Flow {
    const key = flow === null ? '' : digest(flow);
    const found = flows.get(key);
    flows.delete(key);
    if (found === undefined || now() - found.beganAtMs > flowForMs) throw new SignInFault('expired');
    return found;
  }

  return {
    async begin(settings, { redirectUri, to }) {
      const provider = await providerOf(settings).catch((cause: unknown) => {
        throw new SignInFault('unreachable', { cause });
      });
      const verifier = client.randomPKCECodeVerifier();
      const begun: Flow = { state: client.randomState(), verifier, nonce: client.randomNonce(), to: localPath(to), beganAtMs: now() };
      const flow = randomBytes(32).toString('base64url');
      flows.set(digest(flow), begun);
      const [oldest] = flows.keys();
      if (flows.size > flowsAtMost && oldest !== undefined) flows.delete(oldest);
      const url = client.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope: settings.scopes.join(' '),
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: begun.state,
        nonce: begun.nonce,
      });
      return { url, flow };
    },
    async finish(settings, url, flow) {
      const { state, verifier, nonce, to } = take(flow);
      try {
        const provider = await providerOf(settings);
        const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
        const tokens = await client.authorizationCodeGrant(provider, url, checks);
        const claims = tokens.claims();
        if (claims === undefined) throw new SignInFault('refused');
        const more = settings.groupsClaim in claims ? {} : await userInfo(provider, tokens.access_token, claims.sub);
        return { person: personOf({ ...more, ...claims }, settings), to };
      } catch (cause) {
        throw faultOf(cause);
      }
    },
  };
}

async function discover({ issuer, clientId }: OidcConfiguration, secret: string | null): Promise<client.Configuration> {
  const authentication = secret === null ? client.None() : client.ClientSecretBasic(secret);
  // The schema lets http pass to the own network only.
  const isPlain = issuer.startsWith('http:');
  // oxlint-disable-next-line typescript/no-deprecated -- marked so that nobody takes it without a reason
  const execute = isPlain ? [client.allowInsecureRequests] : [];
  const provider = await client.discovery(new URL(issuer), clientId, undefined, authentication, { execute, timeout: timeoutSeconds });
  // Signatures are checked although the token comes from the provider itself: the network between may be plain.
  client.enableNonRepudiationChecks(provider);
  return provider;
}

/** Some providers tell the groups only here; without them the person is known all the same. */
async function userInfo(provider: client.Configuration, token: string, subject: string): Promise<Readonly<Record<string, unknown>>> {
  if (provider.serverMetadata().userinfo_endpoint === undefined) return {};
  return await client.fetchUserInfo(provider, token, subject).catch(() => ({}));
}

const GroupsSchema = z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]);

function personOf(claims: Readonly<Record<string, unknown>>, { userClaim, groupsClaim }: OidcConfiguration): Person {
  const user = claims[userClaim];
  if (typeof user !== 'string' || user.trim() === '') throw new SignInFault('refused');
  // Where anybody may write any address into their profile, it says nothing about who they are.
  if (userClaim === 'email' && claims['email_verified'] !== true) throw new SignInFault('refused');
  return { user: user.trim().slice(0, 200), groups: GroupsSchema.parse(claims[groupsClaim]).slice(0, groupsAtMost) };
}

function faultOf(cause: unknown): SignInFault {
  if (cause instanceof SignInFault) return cause;
  if (cause instanceof client.AuthorizationResponseError) return new SignInFault('cancelled', { cause });
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const isNetwork = code === 'OAUTH_TIMEOUT' || (cause instanceof TypeError && cause.message === 'fetch failed');
  return new SignInFault(isNetwork ? 'unreachable' : 'refused', { cause });
}

/** A link of somebody else must not lead away from here. */
export function localPath(to: string): string {
  const base = 'http://dashboard.invalid';
  if (!URL.canParse(to, base)) return '/';
  const { origin, pathname, search } = new URL(to, base);
  return origin === base && !pathname.startsWith('//') && !pathname.startsWith('/auth/') ? `${pathname}${search}` : '/';
}

function digest(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
