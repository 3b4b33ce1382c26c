import type { Message } from '../../bot/blocks/limits.ts';

/** What Slack would act on: a mention, a channel, a broadcast or a link that we did not write. */
export function dangers(message: Message): readonly string[] {
  // Plain text and the values of buttons are never interpreted; mrkdwn and the fallback are.
  const shown = [message.text];
  JSON.stringify(message.blocks, (_key, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'mrkdwn' && 'text' in value)
      shown.push(String(value.text));
    return value;
  });
  const allowed = /^<(!date\^\d+\^[^|>]*\|[^|>]*|@[UW][A-Z0-9]{1,30})>$/;
  return shown
    .flatMap((text) => [...text.matchAll(/<[^>]*>?/g)])
    .map(([found]) => found)
    .filter((found) => !allowed.test(found));
}
