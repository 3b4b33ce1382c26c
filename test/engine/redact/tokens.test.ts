import { expect, test } from 'vitest';
import { createRedactor } from '../../../engine/redact/redact.ts';
import { jwt, key, privateKey } from '../../builders/secrets.ts';

const { redact } = createRedactor();

test('a private key is taken out whole: in JSON, cut at its end, beside another, and line by line', () => {
  expect(redact(`{"key":${JSON.stringify(privateKey)},"a":1}`)).toBe('{"key":"<private-key>","a":1}');
  expect(redact(`a ${privateKey.slice(0, 80)}`)).toBe('a <private-key>');
  expect(redact(`${privateKey} and ${privateKey}`)).toBe('<private-key> and <private-key>');
  const pgp = ['-----BEGIN PGP PRIV', 'ATE KEY BLOCK-----\n\nlQOYBF\n-----END PGP PRIV', 'ATE KEY BLOCK-----'].join('');
  expect(redact(`x ${pgp} y`)).toBe('x <private-key> y');
  const lines = privateKey.split('\n').map(redact);
  expect(lines).toEqual(['<private-key>', '<base64>', '<base64>', '<base64>', '-----END RSA PRIVATE KEY-----']);
});

test('of a private key whose beginning was cut off nothing remains', () => {
  const [, first = '', ...rest] = privateKey.split('\n');
  expect(redact(`a key:\n${rest.join('\n')} y`)).toBe('a key:\n<private-key> y');
  expect(redact(`a key:\r\n${[first, 'short', ...rest.slice(-1)].join('\r\n')}`)).toBe('a key:\r\n<private-key>');
  expect(redact(`got\n${rest[1]}\nmore`)).toBe('got\n<base64>\nmore');
});

test('a private key in Base64 is one, a certificate is none', () => {
  for (const kind of ['RSA PRIVATE KEY', 'PRIVATE KEY', 'EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'OPENSSH PRIVATE KEY']) {
    expect(redact(`data ${btoa(`-----BEGIN ${kind}-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC`)} of it`), kind).toBe(
      'data <private-key> of it',
    );
  }
  const certificate = `data ${btoa('-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC')} of it`;
  expect(redact(certificate)).toBe(certificate);
});

test('a certificate and a public key stay', () => {
  for (const text of ['-----BEGIN CERTIFICATE-----', '-----BEGIN PUBLIC KEY-----', 'no PRIVATE KEY given -- see'])
    expect(redact(text)).toBe(text);
});

test('a secret access key is known by the id beside it', () => {
  const [id, secret] = [key(['AK', 'IA'], 16, 'IOSFODNN7EXAMPLE'), key([], 40)];
  for (const between of [':', ' / ', '", "secret": "', ' secret ']) {
    expect(redact(`${id}${between}${secret}`)).not.toContain(secret);
  }
  expect(redact(secret)).toBe(secret);
});

test.each([
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  '3f2a9c1e-8d4b-4f3a-9b2c-1d5e6f7a8b9c',
  `sha512-${'Ab1+'.repeat(22).slice(0, 86)}==`,
  'task-manager-with-a-very-long-name-that-goes-on-and-on',
  'github_repository_of_the_organisation',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'AKIA is a prefix, ghp_short too',
  'AbstractAuthenticationProcessingFilter2Configurer',
  'hooks.slack.com is reachable',
  'cost $5$ and $1$ more',
])('%s is no key', (text) => {
  expect(redact(text)).toBe(text);
});

test('a token inside of an address or of a longer word is found', () => {
  expect(redact(`https://git.example.org/x?t=${key(['gh', 'p_'], 36)}&y=1`)).toBe('https://git.example.org/x?t=<github-token>&y=1');
  expect(redact(`env_${key(['gh', 'p_'], 36)}`)).toBe('env_<github-token>');
  expect(redact(`/callback#id=${jwt}`)).toBe('/callback#id=<jwt>');
});
