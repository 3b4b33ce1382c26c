/** Hangs command and buttons into Bolt: acknowledge within Slack's three seconds first, then work, then answer the asker alone. */
import { App, type BlockAction, type ButtonAction, type Receiver, type RespondFn } from '@slack/bolt';
import type { Configuration } from '../api/configuration.ts';
import { answerClick } from './actions.ts';
import { fitForSlack, statement } from './blocks/blocks.ts';
import type { Message } from './blocks/limits.ts';
import { remedyActionId, remedyResult, remedyViewId, type Modal } from './blocks/remedy.ts';
import { fitForModal } from './blocks/view-limits.ts';
import type { Desk } from './desk.ts';
import { answerCommand } from './dispatch.ts';
import { listenForEvents, listenForHome, listenForShortcut } from './events.ts';
import { listenForForms, listenForReasons } from './form-listener.ts';
import { respondTo, type Layouts } from './layout.ts';
import { wordsOf, type BotLog } from './log.ts';
import { createRepeats } from './repeats.ts';
import { confirmRemedy, proposeRemedy } from './remedies.ts';
import { clientOptions, slackLogger, type Identity } from './slack.ts';

export interface ListenerOptions {
  readonly receiver: Receiver;
  readonly desk: Desk;
  readonly botToken: string;
  readonly apiUrl: string;
  /** Who the bot is, once Slack has said so. */
  readonly identity: () => Identity | null;
  readonly render: (message: Message) => Message;
  /** As the workspace takes it. */
  readonly send: Layouts['send'];
  readonly configuration: Configuration;
}

export function listen({ receiver, desk, botToken, apiUrl, identity, render, send, configuration }: ListenerOptions): void {
  const reply = answering(send, desk.log);
  const app = new App({
    receiver,
    convoStore: false,
    ignoreSelf: false,
    logger: slackLogger(desk.log),
    clientOptions: clientOptions({ apiUrl, log: desk.log }),
    // Bolt would ask auth.test again on every event; the bot has asked already.
    authorize: () => Promise.resolve({ botToken, botId: identity()?.botId ?? '', botUserId: identity()?.botUserId ?? '' }),
  });
  const repeats = createRepeats(desk.now);
  app.use(async ({ next, ...args }) => {
    if (!repeats.isRepeat(args.body)) return next();
    desk.log.info('RepeatDropped');
    if ('ack' in args && typeof args.ack === 'function') await args.ack();
  });
  app.command('/logbot', async ({ ack, command, respond }) => {
    await ack();
    const person = { id: command.user_id };
    const place = { id: command.channel_id, name: command.channel_name };
    const message = await answerCommand({ text: command.text, person, place }, desk);
    await reply(respond, message);
  });
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: /^(incident|rollback|answer|change|wish|reason)\./ },
    async ({ ack, action, body, respond }) => {
      await ack();
      const person = { id: body.user.id };
      const place = { id: body.channel?.id ?? '', name: body.channel?.name ?? '' };
      const { message, ...manner } = await answerClick({ actionId: action.action_id, value: action.value ?? '', person, place }, desk);
      if (message) await reply(respond, message, manner);
    },
  );
  const shown = showing(render, desk.log);
  listenForRemedies(app, { desk, reply, shown });
  listenForShortcut(app, { desk, shown });
  listenForForms(app, { desk, shown, render });
  listenForReasons(app, { desk, shown, render });
  listenForHome(app, { desk, configuration, shown, render });
  listenForEvents(app, { desk, identity, send });
  app.error((error) => {
    desk.log.warn('SlackEventFailed', { message: wordsOf(error) });
    return Promise.resolve();
  });
}

/** The question opens as a modal; a trigger of Slack's is good for three seconds, so what takes longer is asked again. */
function listenForRemedies(app: App, { desk, reply, shown }: Modals): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: new RegExp(`^${remedyActionId.replaceAll('.', String.raw`\.`)}`) },
    async ({ ack, action, body, client, respond }) => {
      await ack();
      const person = { id: body.user.id };
      const place = { id: body.channel?.id ?? '', name: body.channel?.name ?? '' };
      const proposed = await proposeRemedy({ actionId: action.action_id, value: action.value ?? '', person, place }, desk);
      if ('message' in proposed) return await reply(respond, proposed.message);
      try {
        await client.views.open({ trigger_id: body.trigger_id, view: shown(proposed.view) });
      } catch (error) {
        desk.log.warn('AnswerFailed', { message: wordsOf(error) });
        await reply(respond, statement('✋ The question could not be opened in time; nothing was changed. Press the button once more.'));
      }
    },
  );
  app.view(remedyViewId, async ({ ack, body, view, client }) => {
    await ack({ response_action: 'update', view: shown(remedyResult('⏳ It is being done …')) });
    const result = await confirmRemedy({ metadata: view.private_metadata, person: { id: body.user.id } }, desk);
    await client.views.update({ view_id: view.id, view: shown(result) });
  });
}

interface Modals {
  readonly desk: Desk;
  readonly reply: Reply;
  readonly shown: (view: Modal) => Modal;
}

/** The modal as Slack opens it. */
function showing(render: (message: Message) => Message, log: BotLog): (view: Modal) => Modal {
  return (view) => {
    const fit = fitForModal(view, (broken) => log.warn('ModalTooLarge', { broken: broken.join('; ').slice(0, 1000) }));
    return { ...fit, blocks: [...render({ text: '', blocks: fit.blocks }).blocks] };
  };
}

type Reply = (respond: RespondFn, message: Message, manner?: Manner) => Promise<void>;

/** By default a message of its own, for the person alone. */
interface Manner {
  readonly replacesQuestion: boolean;
  readonly isPublic?: boolean;
}

/** By the `response_url` of the question: no scope, no channel membership and no rate limit of posting stands in its way. */
function answering(send: Layouts['send'], log: BotLog): Reply {
  return async (respond, message, { replacesQuestion, isPublic = false } = { replacesQuestion: false }) => {
    const fit = fitForSlack(message, (broken) => log.warn('MessageTooLarge', { broken: broken.join('; ').slice(0, 1000) }));
    const response_type = isPublic ? 'in_channel' : 'ephemeral';
    try {
      await send('answer', fit, (text, blocks) =>
        respondTo(respond, { text, blocks: [...blocks], response_type, replace_original: replacesQuestion }),
      );
    } catch (error) {
      log.warn('AnswerFailed', { message: wordsOf(error) });
    }
  };
}
