/** The log lines in a text that somebody has in front of them: a message of Slack's, or what was typed. */
import { clean } from './blocks/text.ts';

export interface FoundLines {
  readonly lines: readonly string[];
  /** Lines besides these. */
  readonly more: number;
}

const linesAtMost = 10;
const lineAtMost = 4_000;
const textAtMost = 40_000;

/** Without Slack's notation of code, links and escapes; empty lines are none. */
export function linesOf(text: string): FoundLines {
  const typed = text
    .slice(0, textAtMost)
    .replaceAll(/<((?:https?|mailto):[^|>]*)\|([^>]*)>/g, '$2')
    .replaceAll(/<(https?:[^>]*)>/g, '$1')
    .replaceAll('```', '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  const all = typed
    .split('\n')
    .map((line) => clean(line.slice(0, lineAtMost)).replace(/^`(.*)`$/, '$1'))
    .filter((line) => line !== '');
  return { lines: all.slice(0, linesAtMost), more: Math.max(0, all.length - linesAtMost) };
}
