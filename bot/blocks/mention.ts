import { prose } from './text.ts';

/** Only what looks like a user id may become a mention; anything else is shown as text. */
export function mention(user: string): string {
  return /^[UW][A-Z0-9]{1,30}$/.test(user) ? `<@${user}>` : prose(user, 80);
}

/** The operator's own sentence on what somebody wished, `It is snoozed by U1, until it gets worse.`, with them as a mention. */
export function withMention(sentence: string, max: number): string {
  return prose(sentence, max).replace(/ by ([UW][A-Z0-9]{1,30})(?=[,.])/, (_, user: string) => ` by ${mention(user)}`);
}
