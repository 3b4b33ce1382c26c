/** Data that leads to a person: addresses, card and account numbers, telephone numbers. */
import { isCard, isIban, ibanLength } from './checks.ts';
import { matchesOf, type Finding, type Rule } from './rule.ts';
import { AT, DIGITS } from './traits.ts';

/** Longest local part that RFC 5321 allows. */
const LOCAL_LENGTH = 64;
const DOMAIN = /(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/uy;
const localCharacters = new Uint8Array(128);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-') localCharacters[character.charCodeAt(0)] = 1;
/** What has the look of an address and is none: versions, images for screens, units of systemd, names inside a cluster. */
const NO_DOMAIN =
  /^(?:v?\d+\.\d|\dx\.)|\.(?:service|socket|target|mount|automount|timer|slice|scope|path|device|swap)$|\.svc\.cluster\.local$/i;

export const emailRule: Rule = {
  traits: AT,
  find(text, found) {
    for (const sign of ['@', '%40']) {
      for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + sign.length)) {
        const address = addressAround(text, at, at + sign.length);
        if (address !== null) found(address);
      }
    }
  },
};

/** The address whose sign stands between two places; null where there is none. */
function addressAround(text: string, sign: number, behind: number): Finding | null {
  const start = localStart(text, sign);
  if (start === sign) return null;
  DOMAIN.lastIndex = behind;
  const domain = DOMAIN.exec(text)?.[0];
  if (domain === undefined || NO_DOMAIN.test(domain)) return null;
  const local = text.slice(start, sign);
  if (local === 'git' || isUserInfo(text, start, local)) return null;
  return { kind: 'email', start, end: behind + domain.length, same: `${local}@${domain}`.toLowerCase() };
}

/** Where the local part before `end` begins; `end` where there is none. */
function localStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < LOCAL_LENGTH && isLocal(text.charCodeAt(start - 1))) start -= 1;
  while (start < end && !/[\p{L}\p{N}_]/u.test(text[start] ?? '')) start += 1;
  return start;
}

function isLocal(code: number): boolean {
  return code > 127 ? code >= 0xc0 : localCharacters[code] === 1;
}

/** In `://user:password@host` it is the password that stands before the sign, in `://key@host` the key. */
function isUserInfo(text: string, start: number, local: string): boolean {
  const before = text.slice(Math.max(0, start - 200), start);
  return /:\/\/[^\s/@:]*:[^\s/@]*$/.test(before) || (before.endsWith('://') && /^(?=\D*\d)[\w-]{20,}$/.test(local));
}

const CARD_RUN = /(?<![\w.+-])\d{13,19}(?![\w-]|\.\d)/g;
/** Groups as they are printed on cards: four by four with up to three digits more, or 4-6-5 and 4-6-4. */
const CARD_GROUPS = /(?<![\w.-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}(\1\d{1,3})?|3\d{3}([ -])\d{6}\3\d{4,5})(?![\w-]|\.\d)/g;
const NAME_BEFORE = /([A-Za-z][A-Za-z0-9_. -]{0,30}?)["'\]]{0,3}\s{0,2}[:=#(.]{0,2}\s{0,2}["']{0,2}$/;
/** A number behind one of these is a number of something else, and passes the check one time in ten. */
const ID_WORDS = new Set(
  (
    'id ids uid gid pid xid lsn seq sequence offset trace span parent request correlation txn tx transaction order invoice session timestamp ts time ' +
    'epoch nonce version revision generation serial message msg partition inode size bytes count total hash checksum crc no nr num number key'
  ).split(' '),
);
const CARD_WORDS = new Set('card cards cc pan credit debit visa mastercard amex'.split(' '));

export const cardRule: Rule = {
  traits: DIGITS,
  find(text, found) {
    for (const { index, 0: run } of matchesOf(CARD_RUN, text)) {
      if (isCard(run) && !isNamedId(text.slice(Math.max(0, index - 32), index)))
        found({ kind: 'card', start: index, end: index + run.length });
    }
    for (const { index, 0: whole, 2: tail = '' } of matchesOf(CARD_GROUPS, text)) {
      const groups = [whole, whole.slice(0, whole.length - tail.length)].find((some) => isCard(some.replaceAll(/\D/g, '')));
      if (groups !== undefined) found({ kind: 'card', start: index, end: index + groups.length, same: groups.replaceAll(/\D/g, '') });
    }
  },
};

/** Whether the last words before a number say that it is one of something else than a card. */
function isNamedId(before: string): boolean {
  const name = NAME_BEFORE.exec(before)?.[1] ?? '';
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return ID_WORDS.has(words.at(-1) ?? '') && !words.slice(-3).some((word) => CARD_WORDS.has(word));
}

const IBAN_START = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?= ?[A-Z0-9]{4})/g;

export const ibanRule: Rule = {
  traits: DIGITS,
  find(text, found) {
    for (const { index, 0: begin } of matchesOf(IBAN_START, text)) {
      const end = ibanEnd(text, index, ibanLength(begin.slice(0, 2)));
      const compact = text.slice(index, end).replaceAll(' ', '');
      if (end > index && isIban(compact)) found({ kind: 'iban', start: index, end, same: compact });
    }
  },
};

/** Where the account that begins at `start` ends: as many characters as its country has, with single blanks; `start` where it does not. */
function ibanEnd(text: string, start: number, length: number): number {
  let at = start;
  for (let taken = 0; taken < length; taken += 1, at += 1) {
    if (text[at] === ' ' && taken > 0) at += 1;
    if (!/[A-Z0-9]/.test(text[at] ?? '')) return start;
  }
  return /[A-Za-z0-9]/.test(text[at] ?? '') ? start : at;
}

/** Countries' codes, those of one digit and of two; the rest has three. North America has ten digits behind its one. */
const COUNTRY =
  /^(?:1\d{10}$|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-689]\d|3[578]\d|42\d|5[09]\d|6[789]\d|8[058]\d|9[679]\d)/;
const INTERNATIONAL =
  /(?<![\w.+])(?:\+|(?<![:-])00(?=[1-9]\d{0,2}[ -]))[1-9]\d{0,14}(?:[ ./-]?\(\d{1,5}\)\d{0,11}|[ ./-]\d{1,11}){0,6}(?![\w-]|\.\d)/g;
/** `(212) 555-0100` and `212-555-0100`: groups of blanks alone are any three numbers. */
const NATIONAL = /(?<![\w.(-])(?:\([2-9]\d{2}\) ?\d{3}[ -]\d{4}|(?:1-)?[2-9]\d{2}-\d{3}-\d{4})(?![\w-]|\.\d)/g;
const NAMED =
  /(?<![A-Za-z])(?:phone|telephone|mobile|cell|fax|tel|telefon|handy|msisdn|whatsapp)(?:[ _-]?(?:number|nummer|no|nr)\.?)?["']?\s{0,3}[:=]?\s{0,3}["']?(\+?\(?\d(?:[ ./()-]{0,2}\d){6,14})(?![\w-]|\.\d)/dgi;

export const phoneRule: Rule = {
  traits: DIGITS,
  find(text, found) {
    for (const { index, 0: number } of matchesOf(INTERNATIONAL, text)) {
      const digits = number.replaceAll(/\D/g, '').replace(/^00/, '');
      // Unbroken, a number with a sign before it may be just that, so that it must be as long as a number of a mobile phone.
      const least = /[ ./(-]/.test(number) ? 8 : 10;
      const isDecimal = /^\+\d+\.\d+$/.test(number);
      if (!isDecimal && digits.length >= least && digits.length <= 15 && COUNTRY.test(digits))
        found({ kind: 'phone', start: index, end: index + number.length, same: digits });
    }
    for (const { index, 0: number } of matchesOf(NATIONAL, text))
      found({ kind: 'phone', start: index, end: index + number.length, same: number.replaceAll(/\D/g, '') });
    for (const { indices, 1: number = '' } of matchesOf(NAMED, text)) {
      const [start, end] = indices?.[1] ?? [0, 0];
      found({ kind: 'phone', start, end, same: number.replaceAll(/\D/g, '') });
    }
  },
};
