/** An identity provider as OpenID Connect has it: discovery, keys, and a token for a code, with PKCE checked. What it says can be spoilt. */
import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { portOf } from '../../../../demo/ports.ts';

export interface Spoilt {
  readonly audience?: string;
  readonly issuer?: string;
  readonly expiresInSeconds?: number;
  readonly nonce?: string;
  /** Signed by a key that is not told. */
  readonly isForged?: boolean;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface FakeProvider {
  readonly url: string;
  /** Of the next tokens. */
  spoil(spoilt: Spoilt): void;
  /** As a person who signs in there: answers where their browser is sent back to. */
  signIn(authorization: URL): URL;
  close(): Promise<void>;
}

interface Grant {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirectUri: string;
}

const clientId = 'logdetector';

export async function startProvider(): Promise<FakeProvider> {
  const known = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const unknown = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  let spoilt: Spoilt = {};
  let url = '';

  function token(grant: Grant): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: spoilt.issuer ?? url,
      aud: spoilt.audience ?? clientId,
      sub: 'person-1',
      iat: now,
      exp: now + (spoilt.expiresInSeconds ?? 300),
      nonce: spoilt.nonce ?? grant.nonce,
      email: 'ann@example.com',
      email_verified: true,
      groups: ['shop-team'],
      ...spoilt.claims,
    };
    const [head, body] = [{ alg: 'RS256', kid: 'key-1', typ: 'JWT' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const key = (spoilt.isForged === true ? unknown : known).privateKey;
    return `${head}.${body}.${createSign('RSA-SHA256').update(`${head}.${body}`).sign(key).toString('base64url')}`;
  }

  function exchange(form: URLSearchParams): object | null {
    const grant = grants.get(form.get('code') ?? '');
    grants.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant === undefined || challenge !== grant.challenge || form.get('redirect_uri') !== grant.redirectUri) return null;
    return { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: token(grant) };
  }

  async function answer(request: IncomingMessage): Promise<object | null> {
    if (request.url === '/keys')
      return { keys: [{ ...known.publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' }] };
    if (request.url === '/token') return exchange(new URLSearchParams(await textOf(request)));
    return {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await answer(request);
    response.writeHead(body === null ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { error: 'invalid_grant' }));
  }

  const server = createServer((request, response) => void reply(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${portOf(server)}`;
  return {
    url,
    spoil: (next) => void (spoilt = next),
    signIn(authorization) {
      const of = (name: string): string => authorization.searchParams.get(name) ?? '';
      const code = randomUUID();
      grants.set(code, { challenge: of('code_challenge'), nonce: of('nonce'), redirectUri: of('redirect_uri') });
      const back = new URL(of('redirect_uri'));
      back.searchParams.set('code', code);
      back.searchParams.set('state', of('state'));
      return back;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
