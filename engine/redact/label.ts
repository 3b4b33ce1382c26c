/** What stands in the place of a finding. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Enough to tell one user from another among thousands, and too little to be anybody's fingerprint elsewhere. */
const HASH_DIGITS = 6;

/** Never with a hash: who gets hold of the salt could try passwords on it, and that two are equal is nobody's business. */
const UNHASHED: ReadonlySet<string> = new Set(['credential', 'password-hash', 'private-key', 'base64']);

/** Makes `<email>`, or with a salt `<email:3f2a9c>`: a part of the HMAC-SHA256 (RFC 2104) of kind and value, equal wherever the salt is. */
export function createLabel(salt: string | null): (kind: string, value: string) => string {
  if (salt === null) return (kind) => `<${nameOf(kind)}>`;
  const keyed = hmac.create(sha256, utf8ToBytes(salt));
  return (kind, value) => {
    if (UNHASHED.has(kind)) return `<${nameOf(kind)}>`;
    const digest = keyed
      .clone()
      .update(utf8ToBytes(`${kind}\n${value}`))
      .digest();
    return `<${kind}:${bytesToHex(digest).slice(0, HASH_DIGITS)}>`;
  };
}

/** Finds what `createLabel` has written, for the kinds given. */
export function labelPattern(kinds: Iterable<string>): RegExp {
  return new RegExp(`<(?:${[...kinds].map(nameOf).join('|')})(?::[0-9a-f]{${HASH_DIGITS}})?>`, 'g');
}

function nameOf(kind: string): string {
  return kind === 'credential' ? 'redacted' : kind;
}
