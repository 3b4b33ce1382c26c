import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../engine/redact/redact.ts';

const { redact } = createRedactor();

describe('a name that announces a secret', () => {
  test.each([
    ['password: hunter2, user: ann', 'password: <redacted>, user: ann'],
    ["password='hunter 2' user='ann'", "password='<redacted>' user='ann'"],
    ['password="hunter\\"2" user', 'password="<redacted>" user'],
    ['password="cut in the mid', 'password="<redacted>'],
    ['(password=hunter2) failed.', '(password=<redacted>) failed.'],
    ['retry with password=hunter2.', 'retry with password=<redacted>.'],
    ['userPwd=hunter2&x=1', 'userPwd=<redacted>&x=1'],
    ['PGPASSWORD=hunter2 psql', 'PGPASSWORD=<redacted> psql'],
    ['password2=hunter2', 'password2=<redacted>'],
    ['"password": 123456, "age": 7', '"password": <redacted>, "age": 7'],
    ['password: [ "hunter2" ]', 'password: [ "<redacted>" ]'],
    ['secret=kitten', 'secret=<redacted>'],
    ['token: 0a1b2c3d4e5f', 'token: <redacted>'],
    ['invalid token: 0a1b2c3d4e5f', 'invalid token: <redacted>'],
    ['Authorization: hunter2hunter', 'Authorization: <redacted>'],
    ['proxy-authorization: Basic YW5uOmh1bnRlcg== next', 'proxy-authorization: Basic <redacted> next'],
    ['Cookie: a=b; theme=dark; c=d', 'Cookie: a=<redacted>; theme=<redacted>; c=<redacted>'],
    ['Set-Cookie: id=a3fWa; Expires=Wed, 21 Oct', 'Set-Cookie: id=<redacted>; Expires=Wed, 21 Oct'],
    ['--api-key=abcdefgh1234 --verbose', '--api-key=<redacted> --verbose'],
    ['PASSWORD("hunter2")', 'PASSWORD("hunter2")'],
    ['DB_PASSWORD value=kitten', 'DB_PASSWORD value=<redacted>'],
    [
      '{"name": "DB_PASSWORD", "value": "kitten"}, {"name": "MODE", "value": "fast"}',
      '{"name": "DB_PASSWORD", "value": "<redacted>"}, {"name": "MODE", "value": "fast"}',
    ],
    ['Your password is: kitten', 'Your password is: <redacted>'],
    ['{Name:ann Password:hunter2 Token:}', '{Name:ann Password:<redacted> Token:}'],
    ['access_token=swordfish&x=1', 'access_token=<redacted>&x=1'],
    ['client-key-data: LS0tLS1aBcD', 'client-key-data: <redacted>'],
    ['"auth": "YW5uOmh1bnRlcg=="', '"auth": "<redacted>"'],
    ['curl -u ann:hunter2 https://a.example', 'curl -u ann:<redacted> https://a.example'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});

describe('a name that may mean something else', () => {
  test.each([
    'token bucket is empty',
    'unexpected token: }',
    'SyntaxError: Unexpected token: punc (})',
    'unexpected token: identifier1',
    'token: expected identifier, got "foo"',
    'csrf token: missing',
    'tokens: 512 max_tokens=4096 token_count=17',
    'token=IDENTIFIER',
    'token_type=bearer expires_in=3600',
    'tokenizer: bert-base-uncased',
    'keys: 5, key: user, key=orders/7',
    'primary key: 12345678',
    'compass: north, bypass=12345678a',
    'pass: 5 fail: 2',
    'PWD=/home/ann1 OLDPWD=/srv/app2',
    'session: 42 opened, session_id=1234',
    'credentials: invalid',
    'otp: 26',
    'accesskey="n"',
    'token name is: kitten',
    'docker run -u 1000:1000 app, sudo -u ann ls',
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('a name with no secret behind it', () => {
  test.each([
    'password: must contain at least 8 characters',
    'Password: incorrect',
    'password: Expected string, received null',
    'Failed password for invalid user admin from 10.0.0.1 port 22 ssh2',
    "Access denied for user 'app'@'db' (using password: YES)",
    'password=null secret=undefined token=<nil> apiKey=""',
    'password=*** secret=[FILTERED] api_key=xxxxxxxx',
    'password=${DB_PASSWORD} token=$TOKEN secret=%s password={{ .Values.password }}',
    'hasPassword=true password=false',
    'password_file=/run/secrets/db password: /run/secrets/db',
    'passwordSecretRef: name=db, secretName=regcred',
    'secret "db-credentials" not found',
    'secret=shop/db-credentials secret="default/regcred-2"',
    'private_key: /etc/ssl/private/key.pem',
    'authorization: failed for user bob',
    'Authorization: Bearer token is missing',
    'basic authentication required, bearer tokens are off',
    'cookie: not found',
    'status passwd:amd64 installed',
    '{Name:ann Password: Token: Age:7}',
    'access token: expired, auth_token=null',
    'secret=default-token-x7k2p mounted, secret: shop/db-7d9f8b6c5-x2x4z',
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });
});
