/** Hangs command and buttons into Bolt: acknowledge within Slack's three seconds first, then work, then answer the asker alone. */
import { App, type BlockAction, type ButtonAction, type Receiver, type RespondFn } from '@slack/bolt';
import { answerClick } from './actions.ts';
import { fitForSlack } from './blocks/blocks.ts';
import type { Message } from './blocks/limits.ts';
import { answerCommand, type Desk } from './dispatch.ts';
import { wordsOf, type BotLog } from './log.ts';
import { clientOptions, slackLogger, type Identity } from './slack.ts';

export interface ListenerOptions {
  readonly receiver: Receiver;
  readonly desk: Desk;
  readonly botToken: string;
  readonly apiUrl: string;
  /** Who the bot is, once Slack has said so. */
  readonly identity: () => Identity | null;
  readonly render: (message: Message) => Message;
}

export function listen({ receiver, desk, botToken, apiUrl, identity, render }: ListenerOptions): void {
  const reply = answering(render, desk.log);
  const app = new App({
    receiver,
    convoStore: false,
    ignoreSelf: false,
    logger: slackLogger(desk.log),
    clientOptions: clientOptions({ apiUrl, log: desk.log }),
    // Bolt would ask auth.test again on every event; the bot has asked already.
    authorize: () => Promise.resolve({ botToken, botId: identity()?.botId ?? '', botUserId: identity()?.botUserId ?? '' }),
  });
  app.command('/logbot', async ({ ack, command, respond }) => {
    await ack();
    const person = { id: command.user_id };
    const place = { id: command.channel_id, name: command.channel_name };
    const message = await answerCommand({ text: command.text, person, place }, desk);
    await reply(respond, message, false);
  });
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: /^(incident|rollback)\./ },
    async ({ ack, action, body, respond }) => {
      await ack();
      const person = { id: body.user.id };
      const place = { id: body.channel?.id ?? '', name: body.channel?.name ?? '' };
      const { message, replacesQuestion } = await answerClick(
        { actionId: action.action_id, value: action.value ?? '', person, place },
        desk,
      );
      if (message) await reply(respond, message, replacesQuestion);
    },
  );
  app.error((error) => {
    desk.log.warn('SlackEventFailed', { message: wordsOf(error) });
    return Promise.resolve();
  });
}

type Reply = (respond: RespondFn, message: Message, replacesQuestion: boolean) => Promise<void>;

/** By the `response_url` of the question: no scope, no channel membership and no rate limit of posting stands in its way. */
function answering(render: (message: Message) => Message, log: BotLog): Reply {
  return async (respond, message, replacesQuestion) => {
    const fit = fitForSlack(message, (broken) => log.warn('MessageTooLarge', { broken: broken.join('; ').slice(0, 1000) }));
    const { text, blocks } = render(fit);
    try {
      await respond({ text, blocks: [...blocks], response_type: 'ephemeral', replace_original: replacesQuestion });
    } catch (error) {
      log.warn('AnswerFailed', { message: wordsOf(error) });
    }
  };
}
