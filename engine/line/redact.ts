/** One kind of secret. `hint` is a cheap test that spares most texts the pattern. */
interface Rule {
  readonly hint: RegExp;
  readonly pattern: RegExp;
  readonly replace: (match: string, ...groups: string[]) => string;
}

/**
 * Every pattern is linear on hostile text: its repeats are bounded, or are one class that nothing ambiguous follows, and every
 * open-ended one begins behind a boundary, so that no start is tried twice for the same run. Order matters: what holds others comes first.
 */
const RULES: readonly Rule[] = [
  {
    hint: /PRIVATE KEY/,
    pattern: /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[^-]*(?:-(?!----)[^-]*)*(?:-----END [A-Z ]{0,32}PRIVATE KEY-----)?/g,
    replace: () => '<private-key>',
  },
  { hint: /eyJ/, pattern: /\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g, replace: () => '<jwt>' },
  {
    hint: /authorization/i,
    pattern: /\b(authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:bearer|basic|digest|token)\s{1,4})?)[^\s"',;<]+/gi,
    replace: (_, name) => `${name}<redacted>`,
  },
  { hint: /bearer|basic/i, pattern: /\b((?:bearer|basic) )[\w.~+/=-]{12,}/gi, replace: (_, name) => `${name}<redacted>` },
  {
    hint: /pass|pwd|secret|token|key|credential|session|cookie/i,
    pattern:
      /((?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key|credentials?|session[_-]?id|cookie)["']?\s{0,4}[:=]\s{0,4})("[^"\n]{1,512}"?|'[^'\n]{1,512}'?|[^\s"'<,;&)}\]][^\s"',;&<>)}\]]*)/gi,
    replace: (_, name) => `${name}<redacted>`,
  },
  { hint: /:\/\//, pattern: /(:\/\/[^\s:@/]{0,64}:)[^\s@/]{1,128}@/g, replace: (_, user) => `${user}<redacted>@` },
  { hint: /A[KSIR][IDO]A/, pattern: /\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{16}\b/g, replace: () => '<aws-key>' },
  { hint: /gh[pousr]_|github_pat_/, pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/g, replace: () => '<github-token>' },
  { hint: /hooks\.slack\.com/, pattern: /https:\/\/hooks\.slack\.com\/[\w/-]+/g, replace: () => '<slack-hook>' },
  { hint: /xox|xapp/, pattern: /\b(?:xox[abeoprs]|xapp)-[\w-]{10,}/g, replace: () => '<slack-token>' },
  { hint: /@/, pattern: /(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, replace: () => '<email>' },
  {
    hint: /\d{2}/,
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g,
    replace: (match) => (isIban(match) ? '<iban>' : match),
  },
  { hint: /\d{4}/, pattern: /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g, replace: (match) => (isCard(match) ? '<card>' : match) },
  {
    hint: /\+\d|\(\d/,
    pattern: /(?<![\w.])\+\d{1,3}(?:[ ./-]?\(?\d{1,4}\)?){2,5}(?![\w-])/g,
    replace: (match) => (digitsOf(match).length >= 8 ? '<phone>' : match),
  },
  { hint: /\d{4}/, pattern: /(?<![\w.-])\(?\d{3}\)?[ -]\d{3}[ -]\d{4}(?![\w-])/g, replace: () => '<phone>' },
];

/**
 * Makes a function that replaces secrets and personal data by what they are: `<email>`, `<card>` (Luhn), `<iban>` (ISO 7064), `<phone>`,
 * `password=<redacted>`, keys and tokens. IP addresses stay, because they say which machine it was. Time is linear in the text.
 */
export function createRedactor(): (text: string) => string {
  return (text) => {
    let redacted = text;
    for (const { hint, pattern, replace } of RULES) {
      if (hint.test(redacted)) redacted = redacted.replaceAll(pattern, replace);
    }
    return redacted;
  };
}

/** Luhn's check (ISO/IEC 7812-1), and not all the same digit. */
function isCard(match: string): boolean {
  const digits = digitsOf(match);
  if (digits.length < 13 || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The check digits of ISO 13616: the rearranged number is 1 modulo 97. */
function isIban(match: string): boolean {
  const compact = match.replaceAll(' ', '');
  if (compact.length < 15 || compact.length > 34) return false;
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest === 1;
}

function digitsOf(match: string): string {
  return match.replaceAll(/\D/g, '');
}
