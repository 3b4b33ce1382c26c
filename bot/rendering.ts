/**
 * The local Slack of demo and tests shows date tokens, escapes and code blocks as they were typed. For it alone the message is put
 * into words that every renderer shows; the real Slack gets the real thing.
 */
import type { Message } from './blocks/limits.ts';

/** Whether `auth.test` told the address of such a stand-in. */
export function isStandIn(workspaceUrl: string | undefined): boolean {
  return workspaceUrl !== undefined && URL.canParse(workspaceUrl) && new URL(workspaceUrl).hostname.endsWith('.slack.local');
}

/** Date tokens become their fallback, escapes look-alikes that no renderer obeys, code blocks one inline code per line. */
export function simplified({ text, blocks }: Message): Message {
  const simple: Message['blocks'] = JSON.parse(JSON.stringify(blocks), (key, value: unknown) =>
    key === 'text' && typeof value === 'string' ? simplify(value) : value,
  );
  return { text: simplify(text), blocks: simple };
}

function simplify(text: string): string {
  return text
    .replaceAll(/<!date\^\d+\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/```\n([^]*?)\n```/g, (_block, lines: string) => lines.replaceAll(/^.*$/gm, '`$&`'))
    .replaceAll('&lt;', '‹')
    .replaceAll('&gt;', '›')
    .replaceAll('&amp;', '&');
}
