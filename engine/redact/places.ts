/** Places besides names that give a secret away: flags, elements of XML, statements of SQL, and schemes of authentication. */
import { sortOfKey } from './keys.ts';
import { matchesOf, type Rule } from './rule.ts';
import { DASHES, PAIR, QUOTE } from './traits.ts';
import { isSecret, isUserAndPassword, looksRandom } from './values.ts';

const FLAG = /(?<![\w-])--?([A-Za-z][\w-]{2,63})["']?(?:,\s?|\s{1,2})["']?(?!-)([^\s"',]{1,512})/dg;

/** `--password hunter2`, also as a list of arguments. */
export const flagRule: Rule = {
  traits: DASHES,
  find(text, found) {
    for (const { indices, 1: name = '', 2: value = '' } of matchesOf(FLAG, text)) {
      const sort = sortOfKey(name.replace(/[\d_.-]+$/, ''));
      const [start, end] = indices?.[2] ?? [0, 0];
      if (sort !== null && isSecret(sort, { text: value, isProse: true })) found({ kind: 'credential', start, end });
    }
  },
};

const USER = /(?<![\w-])(?:-u|--user)[ =]["']?[^\s:"'/]{1,64}:(?!\d+(?:[\s"']|$))([^\s"'/]{1,256})/dg;

/** `curl -u ann:hunter2`; `docker run -u 1000:1000` names a group. */
export const userRule: Rule = {
  traits: PAIR,
  find(text, found) {
    if (!text.includes('-u')) return;
    for (const { indices } of matchesOf(USER, text)) {
      const [start, end] = indices?.[1] ?? [0, 0];
      found({ kind: 'credential', start, end });
    }
  },
};

const ELEMENT = /<([\w.:-]{2,64})>([^<>]{1,512})</dg;

/** `<password>hunter2</password>`; in a pattern the end may have become `<<path>>`. */
export const elementRule: Rule = {
  traits: 0,
  find(text, found) {
    if (!text.includes('>')) return;
    for (const { indices, 1: name = '', 2: value = '' } of matchesOf(ELEMENT, text)) {
      const sort = sortOfKey(name.replace(/[\d_.-]+$/, ''));
      const [start, end] = indices?.[2] ?? [0, 0];
      if (sort !== null && isSecret(sort, { text: value.trim(), isProse: false })) found({ kind: 'credential', start, end });
    }
  },
};

const SQL = /\b(?:identified\s{1,4}by|password)(?:\s{1,4}|\s{0,4}\(\s{0,4})'([^'\n]{1,256})'?/dgi;

/** `CREATE USER app IDENTIFIED BY 'hunter2'`. */
export const statementRule: Rule = {
  traits: QUOTE,
  find(text, found) {
    for (const { indices, 1: value = '' } of matchesOf(SQL, text)) {
      const [start, end] = indices?.[1] ?? [0, 0];
      if (isSecret('secret', { text: value, isProse: false })) found({ kind: 'credential', start, end });
    }
  },
};

const BEARER = /\b(?:bearer|basic)\s{1,2}["']?([\w.~+/-]{8,}={0,2})/dgi;

const schemes = ['earer ', 'asic '];

/** `Bearer ...` without its header; `basic authentication` is none. */
export const bearerRule: Rule = {
  traits: 0,
  find(text, found) {
    if (!schemes.some((scheme) => text.includes(scheme))) return;
    for (const { indices, 1: value = '' } of matchesOf(BEARER, text)) {
      const [start, end] = indices?.[1] ?? [0, 0];
      if (looksRandom(value, 12) || isUserAndPassword(value)) found({ kind: 'credential', start, end });
    }
  },
};
