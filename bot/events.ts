/** Hangs what Slack tells without a command or a click into Bolt, which acknowledges events by itself. */
import type { App, BlockAction, ButtonAction, MessageShortcut } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Configuration } from '../api/configuration.ts';
import type { Place } from './access.ts';
import { fitForSlack } from './blocks/blocks.ts';
import { explainSaying } from './blocks/explain.ts';
import { homeSaying } from './blocks/home.ts';
import type { Message } from './blocks/limits.ts';
import type { Modal } from './blocks/remedy.ts';
import { brokenHomeLimits } from './blocks/view-limits.ts';
import type { Desk } from './desk.ts';
import { homeClicked, homeShown, type HomeAsked } from './home.ts';
import type { Layouts } from './layout.ts';
import { wordsOf } from './log.ts';
import { createMentions } from './mentions.ts';
import { createPlaces } from './places.ts';
import { explainShortcut, explainShown, noteUnshown } from './shortcut.ts';
import type { Identity } from './slack.ts';

export interface EventsOptions {
  readonly desk: Desk;
  readonly identity: () => Identity | null;
  readonly send: Layouts['send'];
}

export function listenForEvents(app: App, { desk, identity, send }: EventsOptions): void {
  const mentions = createMentions(desk);
  const places = createPlaces(desk);
  app.event('app_mention', async ({ event, client }) => {
    const nameOf = async (channel: string): Promise<string> => (await client.conversations.info({ channel })).channel?.name ?? '';
    const answer = await mentions.answer(event, {
      botUserId: identity()?.botUserId ?? '',
      placeOf: (channel) => places(channel, nameOf),
    });
    if (answer === null) return;
    const fit = fitForSlack(answer.message, (broken) => desk.log.warn('MessageTooLarge', { broken: broken.join('; ').slice(0, 1000) }));
    const { channel, threadTs: thread_ts, user } = answer;
    try {
      await send(answer.isPublic ? 'post' : 'answer', fit, async (text, blocks) => {
        const said = { channel, thread_ts, text, blocks: [...blocks], link_names: false, parse: 'none' } as const;
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a method of Slack's, not of a window
        if (answer.isPublic) await client.chat.postMessage({ ...said, unfurl_links: false, unfurl_media: false });
        else await client.chat.postEphemeral({ ...said, user });
      });
    } catch (error) {
      desk.log.warn('AnswerFailed', { message: wordsOf(error) });
    }
  });
}

/** The modal opens at once, since a trigger is good for three seconds, and is filled when the answer is there. */
export function listenForShortcut(app: App, { desk, shown }: { readonly desk: Desk; readonly shown: (view: Modal) => Modal }): void {
  app.shortcut<MessageShortcut>({ type: 'message_action', callback_id: explainShortcut }, async ({ ack, shortcut, client, respond }) => {
    await ack();
    const { message, user, channel, trigger_id } = shortcut;
    const asked = { text: message.text ?? '', person: { id: user.id }, place: { id: channel.id, name: channel.name } };
    try {
      const { view } = await client.views.open({ trigger_id, view: shown(explainSaying('⏳ Looking it up …')) });
      await client.views.update({ view_id: view?.id ?? '', view: shown(await explainShown(asked, desk)) });
    } catch (error) {
      desk.log.warn('AnswerFailed', { message: wordsOf(error) });
      await noteUnshown(asked, desk);
      const text = '✋ The answer could not be opened in time. Choose the shortcut once more, or use `/logbot explain` with the line.';
      await respond({ text, response_type: 'ephemeral', replace_original: false }).catch(() => undefined);
    }
  });
}

export interface HomeOptions {
  readonly desk: Desk;
  readonly configuration: Configuration;
  readonly shown: (view: Modal) => Modal;
  readonly render: (message: Message) => Message;
}

/** Published anew at each opening and after each of its buttons. */
export function listenForHome(app: App, { desk, configuration, shown, render }: HomeOptions): void {
  const askedBy = (user: string, client: WebClient): HomeAsked => ({
    person: { id: user },
    configuration,
    channelsOf: async (person) => channelsOf(client, person),
  });
  const publish = async (user: string, client: WebClient): Promise<void> => {
    const view = await homeShown(askedBy(user, client), desk);
    const broken = brokenHomeLimits(view.blocks);
    if (broken.length > 0) desk.log.warn('HomeTooLarge', { broken: broken.join('; ').slice(0, 1000) });
    const fit =
      broken.length === 0
        ? view
        : homeSaying('✋ This page is larger than what Slack shows; `/logbot status` and `/logbot incidents` tell the same.');
    const { blocks } = render({ text: '', blocks: fit.blocks });
    await client.views.publish({ user_id: user, view: { type: 'home', blocks: [...blocks] } });
  };
  const failed = (error: unknown): void => desk.log.warn('AnswerFailed', { message: wordsOf(error) });
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab === 'messages') return;
    await publish(event.user, client).catch(failed);
  });
  app.action<BlockAction<ButtonAction>>({ type: 'block_actions', action_id: /^home\./ }, async ({ ack, action, body, client }) => {
    await ack();
    const click = { actionId: action.action_id, value: action.value ?? '' };
    const { modal } = await homeClicked(click, askedBy(body.user.id, client), desk);
    // A trigger that has expired leaves the page as it is.
    if (modal !== null) await client.views.open({ trigger_id: body.trigger_id, view: shown(modal) }).catch(failed);
    else await publish(body.user.id, client).catch(failed);
  });
}

/** Needs the scopes channels:read and groups:read; private channels only where the bot is in them too. */
async function channelsOf(client: WebClient, user: string): Promise<readonly Place[]> {
  const reply = await client.users.conversations({ user, types: 'public_channel,private_channel', exclude_archived: true, limit: 999 });
  return (reply.channels ?? []).flatMap(({ id, name }) => (id === undefined ? [] : [{ id, name: name ?? '' }]));
}
