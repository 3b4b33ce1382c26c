/**
 * Mattermost, one-way, by an incoming webhook (https://developers.mattermost.com/integrate/webhooks/incoming): a message attachment.
 * The webhook gives no name back, so nothing can be edited: the end of an incident is a message of its own.
 */
import {
  defaultTimeoutMs,
  post,
  readAddress,
  severityMarks,
  visible,
  type PageMessage,
  type ReadSecret,
  type Receiver,
} from '../deliver.ts';

export interface MattermostOptions {
  readonly name: string;
  /** File with the address of the incoming webhook, which is its key; read at every sending. */
  readonly urlFile: string;
  readonly readSecret: ReadSecret;
  readonly timeoutMs?: number;
}

export function createMattermost({ name, urlFile, readSecret, timeoutMs = defaultTimeoutMs }: MattermostOptions): Receiver {
  return {
    name,
    type: 'mattermost',
    async send(page, signal) {
      const url = await readAddress(readSecret, urlFile, name);
      const headers = { 'content-type': 'application/json' };
      await post({ receiver: name, url, headers, body: JSON.stringify(bodyOf(page)), timeoutMs }, signal);
    },
  };
}

/** Servers of before 5.0 take 4,000 characters of text and 7,900 of attachments; newer ones 16,383. */
export const attachmentsAtMost = 7900;
export const textAtMost = 4000;

function bodyOf(page: PageMessage): Readonly<Record<string, unknown>> {
  const isOver = page.action === 'resolve';
  const title = `${isOver ? '✅ Over: ' : severityMarks[page.severity]}${escape(page.title, 300)}`;
  const attachment = { fallback: title, color: isOver ? '#2e7d32' : colors[page.severity], title };
  const room = attachmentsAtMost - JSON.stringify([attachment]).length - 100;
  return { text: title, attachments: [{ ...attachment, text: fitting(linesOf(page), room) }] };
}

function linesOf(page: PageMessage): readonly string[] {
  const { cause, affected, detector, incident, sentence, gates, links, openedAtMs, resolvedAtMs } = page;
  const names = affected.slice(0, 20).map((name) => escape(name, 120));
  const more = affected.length > names.length ? ` and ${affected.length - names.length} more` : '';
  const isOver = page.action === 'resolve';
  if (page.folded) return page.folded.map((line) => escape(line, 300));
  return [
    `**Likely cause:** ${escape(cause ?? 'not known yet', 1200)}`,
    ...(names.length > 0 ? [`**Fails:** ${names.join(', ')}${more}`] : []),
    `**Since:** ${new Date(openedAtMs).toISOString()}`,
    ...(isOver && resolvedAtMs !== null ? [`**Over since:** ${new Date(resolvedAtMs).toISOString()}`] : []),
    `**Incident:** ${escape(`${detector}/${incident}`, 300)}`,
    `**Why you are told:** ${escape(sentence, 600)}`,
    ...links.flatMap(({ text, href }) =>
      isLink(href) ? [`[${escape(text, 60)}](${href.replaceAll('(', '%28').replaceAll(')', '%29')})`] : [],
    ),
    ...(isOver ? [] : gates.map((gate) => `${gate.passed ? '✓' : '✗'} ${escape(gate.name, 40)}: ${escape(gate.sentence, 160)}`)),
  ];
}

/** Whole lines as long as there is room as JSON, and how many are left out. */
function fitting(lines: readonly string[], room: number): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += JSON.stringify(`${line}\n`).length;
    if (length > room) break;
    kept.push(line);
  }
  const left = lines.length - kept.length;
  return [...kept, ...(left > 0 ? [`+ ${left} more lines`] : [])].join('\n');
}

/**
 * Look-alikes that Markdown does not know: no mention (it is found in the bare text, escaped or not), emoji, channel link, hashtag,
 * heading, list, table, link, picture or code comes out of what somebody else has written.
 */
const lookAlikes: Readonly<Record<string, string>> = {
  '@': '\uff20',
  '`': '\u02cb',
  '*': '\u2217',
  _: '\uff3f',
  '~': '\u223c',
  '#': '\uff03',
  ':': '\ua789',
  '[': '\uff3b',
  ']': '\uff3d',
  '<': '\u2039',
  '>': '\u203a',
  '|': '\uff5c',
  '!': '\uff01',
  '\\': '\uff3c',
  $: '\uff04',
};

function escape(text: string, max: number): string {
  const looks = visible(text, max).replaceAll(
    /:(?!\s|$)|_(?!(?<=[\p{L}\p{N}]_)[\p{L}\p{N}])|[@`*~#[\]<>|!\\$]/gu,
    (found) => lookAlikes[found] ?? found,
  );
  return looks.replaceAll(/\bwww\./gi, 'www\u2024').replaceAll(/^(\s*)([-+]|\d+[.)])(?=\s)/g, '$1\u2013');
}

const colors = { critical: '#c62828', error: '#ef6c00', warning: '#f9a825', info: '#1565c0' } as const;

function isLink(href: string): boolean {
  return href.length <= 1000 && /^https?:\/\/[^\s<>]+$/.test(href) && URL.canParse(href);
}
