/**
 * Text on its way to Slack. Log lines, object names and what people type are data: they are cleaned of whatever a terminal or a
 * text renderer would obey, cut with a visible notice, and escaped so that Slack shows them instead of acting on them.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
import { stripVTControlCharacters } from 'node:util';

/** Far more than Slack takes; whatever lies behind it is cut unseen, so that a megabyte costs no more than a page. */
const lookedAtAtMost = 20_000;
/** Control characters, and the invisible format characters (zero-width, bidirectional overrides, byte-order marks, tags). */
const invisible = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Variation_Selector}|\u{115f}|\u{1160}|\u{3164}|\u{ffa0}/gu;

/** One line of visible text without formatting meaning to terminals; spaces are folded. */
export function clean(text: string, atMost = lookedAtAtMost): string {
  return stripVTControlCharacters(text.slice(0, atMost))
    .toWellFormed()
    .replaceAll(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replaceAll(invisible, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Text of another origin as Slack mrkdwn prose of at most `max` characters, escapes counted. Never empty. */
export function prose(text: string, max = 300): string {
  return calm(shorten(text, max, escapeProse)) || '(empty)';
}

/** The same as inline code: the form for names, patterns and log lines within a sentence. */
export function code(text: string, max = 300): string {
  return `\`${shorten(text, max - 2, escapeCode) || '(empty)'}\``;
}

/** Log lines as one code block of at most `max` characters; each line is cut to `width`. */
export function codeBlock(lines: readonly string[], width = 160, max = 2800): string {
  const kept: string[] = [];
  let room = max - 8;
  for (const line of lines) {
    const shown = shorten(line, width, escapeCode);
    if (shown === '') continue;
    if (shown.length + 1 > room) break;
    room -= shown.length + 1;
    kept.push(shown);
  }
  return `\`\`\`\n${kept.join('\n') || '(no line kept)'}\n\`\`\``;
}

/** For `plain_text` objects, in which Slack interprets nothing but what `emoji: true` would allow. */
export function plain(text: string, max = 150): string {
  return shorten(text, max, (character) => character) || '(empty)';
}

/** Lines joined until `max` is reached; the rest is counted: `+ 12 more`. */
export function joinLines(lines: readonly string[], max = 2900): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (length + line.length + 1 > max - 20) break;
    length += line.length + 1;
    kept.push(line);
  }
  const left = lines.length - kept.length;
  return [...kept, ...(left > 0 ? [`+ ${count(left)} more`] : [])].join('\n') || '–';
}

/** `12,400` */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 workload`, `3 workloads` */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `cart` of `shop/deployment/cart`; other namespaces than `home` are told: `billing/invoices`. A bare name stays. */
export function workloadName(id: string, home?: string): string {
  const [namespace = '', , ...rest] = id.split('/');
  if (rest.length === 0) return clean(id);
  const name = rest.join('/');
  return clean(home === undefined || namespace === home ? name : `${namespace}/${name}`);
}

/** Room for the notice that says how much was cut. */
const noticeLength = 20;

function shorten(text: string, max: number, escape: (character: string) => string): string {
  // Four times the room leaves enough to show when colours and spaces are gone.
  const looked = Math.min(lookedAtAtMost, max * 4);
  const pieces = Array.from(clean(text, looked), escape);
  const unseen = Math.max(0, text.length - looked);
  if (unseen === 0 && lengthOf(pieces) <= max) return pieces.join('');
  const kept: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    if (length + piece.length > max - noticeLength) break;
    length += piece.length;
    kept.push(piece);
  }
  const left = pieces.length - kept.length + unseen;
  return left === 0 ? kept.join('') : `${kept.join('')}… (+${count(left)})`;
}

function lengthOf(pieces: readonly string[]): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** Slack has no escape for its formatting characters; look-alikes keep the text readable and do nothing. */
const lookAlikes: Readonly<Record<string, string>> = { '`': '\u02cb', '*': '\u2217', '~': '\u223c' };

function escapeProse(character: string): string {
  return entities[character] ?? lookAlikes[character] ?? character;
}

function escapeCode(character: string): string {
  return character === '`' ? '\u02cb' : (entities[character] ?? character);
}

/** Underscores are italics only at a word's edge, and colons an emoji only around a name: all others stay as they are. */
function calm(text: string): string {
  return text.replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\uff3f').replaceAll(/:(?=[a-z+-][\w+'-]*:)/gi, '\ua789');
}
