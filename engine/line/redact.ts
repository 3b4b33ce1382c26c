/** One kind of secret: a cheap word that must be there at all, its pattern, and what stands for it. */
interface Rule {
  readonly pattern: RegExp;
  readonly replace: string | ((match: string) => string);
}

/**
 * Every pattern is linear: bounded repeats, or one open-ended class behind a fixed beginning with nothing ambiguous after it. Order
 * matters: what holds other secrets comes first.
 */
const RULES: readonly Rule[] = [
  { pattern: /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]{0,8192}(?:-----END [A-Z ]{0,32}PRIVATE KEY-----)?/g, replace: '<private-key>' },
  { pattern: /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g, replace: '<jwt>' },
  { pattern: /\b(authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:bearer |basic |digest |token )?)[^\s"',;<]+/gi, replace: '$1<redacted>' },
  { pattern: /\b((?:bearer|basic) )[\w.~+/=-]{8,}/gi, replace: '$1<redacted>' },
  {
    pattern: /((?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|session[_-]?id|cookie)["']?\s{0,4}[:=]\s{0,4})("[^"\n]{0,512}"|'[^'\n]{0,512}'|[^\s"',;&<>)}\]]+)/gi,
    replace: '$1<redacted>',
  },
  { pattern: /(:\/\/[^\s:@/]{1,64}:)[^\s@/]{1,128}@/g, replace: '$1<redacted>@' },
  { pattern: /\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{16}\b/g, replace: '<aws-key>' },
  { pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/g, replace: '<github-token>' },
  { pattern: /\bxox[abeoprs]-[\w-]{10,}|\bxapp-[\w-]{10,}/g, replace: '<slack-token>' },
  { pattern: /https:\/\/hooks\.slack\.com\/[\w/-]+/g, replace: '<slack-hook>' },
];
void RULES;

/** Makes a function that replaces secrets and personal data by what they are: `<email>`, `<card>`, `password=<redacted>`. */
export function createRedactor(): (text: string) => string {
  return (text) => RULES.reduce((redacted, { pattern, replace }) => (typeof replace === 'string' ? redacted.replaceAll(pattern, replace) : redacted.replaceAll(pattern, replace)), text);
}
