/** What a person reads, and the audit line says, when something is not done. */
import { ApiError } from '../api/client.ts';
import type { May } from './access.ts';
import { statement } from './blocks/blocks.ts';
import { clean, code, prose } from './blocks/text.ts';
import type { Answer } from './commands/command.ts';
import { wordsOf, type BotLog } from './log.ts';

/** What a person reads when the operator refused or did not answer. */
export function apology(error: unknown, log: BotLog): Answer {
  if (error instanceof ApiError)
    return { message: statement(`✋ ${prose(error.message, 900)}`), result: `refused: ${clean(error.message)}` };
  log.warn('CommandFailed', { message: wordsOf(error) });
  const text = '✋ That went wrong; nothing was changed. The log of the bot container says why.';
  return { message: statement(text), result: `failed: ${clean(wordsOf(error))}` };
}

export function forbidden(what: string, { outcome, sentence }: Exclude<May, { readonly outcome: 'yes' }>): Answer {
  if (outcome === 'unknown') {
    const text = `✋ Whether you may ${code(what)} cannot be checked: ${sentence}`;
    return { message: statement(text), result: `refused: cannot be checked (${what})` };
  }
  if (sentence !== '') return { message: statement(`✋ ${sentence}`), result: `refused: nothing may be seen (${what})` };
  const text = `✋ You may not ${code(what)}: only the Slack users and user groups under ${code('slack.operators')} and ${code('slack.roles')} of the operator's configuration may. This was noted.`;
  return { message: statement(text), result: `refused: not an operator (${what})` };
}
