/**
 * Microsoft Teams, one-way: an Adaptive Card to the address of a workflow "Post to a channel when a webhook request is received"
 * (https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using). It takes a card and
 * gives no name back, so nothing can be edited: the end of an incident is a card of its own.
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

export interface TeamsOptions {
  readonly name: string;
  /** File with the address of the workflow, which is its key; read at every sending. */
  readonly urlFile: string;
  readonly readSecret: ReadSecret;
  readonly timeoutMs?: number;
}

export function createTeams({ name, urlFile, readSecret, timeoutMs = defaultTimeoutMs }: TeamsOptions): Receiver {
  return {
    name,
    type: 'teams',
    async send(page, signal) {
      const url = await readAddress(readSecret, urlFile, name);
      const headers = { 'content-type': 'application/json' };
      await post({ receiver: name, url, headers, body: bodyOf(page), timeoutMs }, signal);
    },
  };
}

/** Documented are 28 KB for the whole message; some have been refused above 21. */
export const bodyAtMost = 20_000;
/** What is shown of a list, and of a sentence in characters; smaller until the card fits. */
const sizes = [1, 0.5, 0.2, 0.05] as const;

function bodyOf(page: PageMessage): string {
  let body = '';
  for (const size of sizes) {
    const card = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: cardOf(page, size) };
    body = JSON.stringify({ type: 'message', summary: visible(page.title, 100), attachments: [card] });
    if (Buffer.byteLength(body) <= bodyAtMost) return body;
  }
  return body;
}

function cardOf(page: PageMessage, size: number): Readonly<Record<string, unknown>> {
  const { title, cause, affected, detector, incident, sentence, gates, links, openedAtMs, resolvedAtMs } = page;
  const isOver = page.action === 'resolve';
  const room = (characters: number): number => Math.ceil(characters * size);
  const names = affected.slice(0, room(20)).map((name) => visible(name, 120));
  const more = affected.length > names.length ? ` and ${affected.length - names.length} more` : '';
  const facts: readonly (readonly [string, string])[] = page.folded
    ? foldedFacts(page.folded, room(20))
    : [
        ['Likely cause', visible(cause ?? 'not known yet', room(1500))],
        ...(names.length > 0 ? [['Fails', names.join(', ') + more] as const] : []),
        ['Since', time(openedAtMs)],
        ...(isOver && resolvedAtMs !== null ? [['Over since', time(resolvedAtMs)] as const] : []),
        ['Why you are told', visible(sentence, room(600))],
        ...(isOver || gates.length === 0 ? [] : [['Gates', gates.slice(0, room(12)).map(gateOf).join('; ') || 'none'] as const]),
        ['Incident', visible(`${detector}/${incident}`, 300)],
      ];
  const heading = `${isOver ? '✅ Over: ' : severityMarks[page.severity]}${visible(title, room(300))}`;
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: heading,
    msteams: { width: 'Full' },
    body: [
      runs([{ text: heading, weight: 'Bolder', size: 'Large' }]),
      ...facts.map(([label, text]) => runs([{ text: `${label}: `, weight: 'Bolder' }, { text }])),
    ],
    actions: links
      .slice(0, 6)
      .flatMap(({ text, href }) => (isLink(href) ? [{ type: 'Action.OpenUrl', title: visible(text, 60), url: href }] : [])),
  };
}

function foldedFacts(lines: readonly string[], atMost: number): readonly (readonly [string, string])[] {
  const shown = lines.slice(0, atMost).map((line, place) => [String(place + 1), visible(line, 300)] as const);
  return lines.length > shown.length ? [...shown, ['Besides', `${lines.length - shown.length} more`]] : shown;
}

/** A text run is shown as it stands; a text block or a fact would be read as Markdown, and a mention needs an entity, which we never send. */
function runs(inlines: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, unknown>> {
  return { type: 'RichTextBlock', inlines: inlines.map((run) => ({ type: 'TextRun', ...run })) };
}

function gateOf({ name, passed, sentence }: PageMessage['gates'][number]): string {
  return `${passed ? '✓' : '✗'} ${visible(name, 40)}: ${visible(sentence, 160)}`;
}

function isLink(href: string): boolean {
  return href.length <= 2000 && /^https?:/.test(href) && URL.canParse(href);
}

function time(atMs: number): string {
  return new Date(atMs).toISOString();
}
