/** The few Block Kit shapes that the messages are made of. All text given here is already cleaned and escaped by `text.ts`. */
import type { ActionsBlock, Button, ContextBlock, HeaderBlock, KnownBlock, SectionBlock } from '@slack/types';
import { brokenLimits, limits, type Message } from './limits.ts';

export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: false } };
}

/** `verbatim`: Slack turns nothing that merely looks like a link or a mention into one. */
export function section(mrkdwn: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: mrkdwn, verbatim: true }, expand: true };
}

export function context(...lines: readonly string[]): ContextBlock {
  return { type: 'context', elements: lines.map((text) => ({ type: 'mrkdwn', text, verbatim: true })) };
}

export function actions(buttons: readonly Button[]): ActionsBlock {
  return { type: 'actions', elements: [...buttons] };
}

export interface ButtonOptions {
  readonly actionId: string;
  readonly label: string;
  readonly value: string;
  readonly style?: 'primary' | 'danger';
}

export function button({ actionId, label, value, style }: ButtonOptions): Button {
  const text = { type: 'plain_text', text: label, emoji: false } as const;
  return { type: 'button', action_id: actionId, text, value, ...(style ? { style } : {}) };
}

/** The message with something more at its end, in words as with Slack's own charts and tables. */
export function withMore(message: Message, block: KnownBlock): Message {
  const { blocks, native } = message;
  return { ...message, blocks: [...blocks, block], ...(native ? { native: [...native, block] } : {}) };
}

/** A whole message out of one text, such as a refusal. */
export function statement(mrkdwn: string): Message {
  return { text: mrkdwn.slice(0, limits.fallbackText), blocks: [section(mrkdwn)] };
}

/**
 * `message` if Slack takes it, else its fallback text alone with a notice: a badly laid out message is better than none.
 * `report` is told what was wrong with it.
 */
export function fitForSlack(message: Message, report: (broken: readonly string[]) => void): Message {
  const broken = brokenLimits(message);
  if (broken.length === 0) return message;
  report(broken);
  const { native: _refused, ...plain } = message;
  if (message.native && brokenLimits(plain).length === 0) return plain;
  const blocks: readonly KnownBlock[] = [
    section(message.text.slice(0, limits.textObject - 200) || '(empty)'),
    context('Shown without its layout: it broke a limit of Slack. Please report this.'),
  ];
  return { text: message.text.slice(0, limits.fallbackText) || '(empty)', blocks };
}

/** The end of the year 9999: behind it ISO times grow longer. */
const lastShownAtMs = 253_402_300_799_000;

/** A moment in the reader's own time zone; the fallback is UTC. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function moment(atMs: number, format: 'time' | 'seconds' | 'day' | 'day-seconds' = 'time'): string {
  const iso = new Date(Number.isFinite(atMs) ? Math.min(Math.max(atMs, 0), lastShownAtMs) : 0).toISOString();
  const seconds = Math.floor(new Date(iso).getTime() / 1000);
  const forms = {
    time: ['{time}', `${iso.slice(11, 16)} UTC`],
    seconds: ['{time_secs}', `${iso.slice(11, 19)} UTC`],
    'day-seconds': ['{date_short_pretty} {time_secs}', `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`],
    day: ['{date_short_pretty} {time}', `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`],
  } as const;
  const [token, fallback] = forms[format];
  return `<!date^${seconds}^${token}|${fallback}>`;
}
