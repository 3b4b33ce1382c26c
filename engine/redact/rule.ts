/** The contract of a rule, which looks for one sort of secret or personal data and says where it stands; and what all of them share. */

/** What is found without being asked for, in the words that replace it; `credential` alone is written `<redacted>`. Closed, so that it can be a label. */
export const KINDS = [
  'private-key',
  'jwt',
  'aws-key',
  'github-token',
  'gitlab-token',
  'slack-token',
  'slack-hook',
  'google-key',
  'stripe-key',
  'npm-token',
  'azure-key',
  'token',
  'password-hash',
  'credential',
  'card',
  'iban',
  'email',
  'phone',
  'ip',
  'base64',
] as const;

export type Kind = (typeof KINDS)[number];

export interface Finding {
  /** One of `KINDS`, or the name of a pattern of the user's own. */
  readonly kind: string;
  /** In UTF-16 code units of the text. */
  readonly start: number;
  readonly end: number;
  /** What two findings of the same thing share, such as a card's digits without blanks; left out, it is the text found. */
  readonly same?: string;
}

export interface Rule {
  /** Traits of `traits.ts` that a text must have, all of them, to be worth the rule's time. */
  readonly traits: number;
  /** Linear in the length of the text, whatever the text. */
  find(text: string, found: (finding: Finding) => void): void;
}

const none: readonly never[] = [];

/** All matches of a global pattern. `matchAll` copies the pattern each time, which costs more than most searches. */
export function matchesOf(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  pattern.lastIndex = 0;
  const first = pattern.exec(text);
  if (first === null) return none;
  const matches = [first];
  for (let next = pattern.exec(text); next !== null; next = pattern.exec(text)) matches.push(next);
  return matches;
}
