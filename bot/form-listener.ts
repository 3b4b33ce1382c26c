/** Hangs forms into Bolt: opened while the trigger is good, errors beside the field, the preview where the form was opened. */
import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { fitForSlack, statement } from './blocks/blocks.ts';
import { formViewId } from './blocks/forms.ts';
import type { Message } from './blocks/limits.ts';
import type { Modal } from './blocks/remedy.ts';
import type { Desk } from './desk.ts';
import { openForm, submitForm } from './forms.ts';
import { wordsOf } from './log.ts';

export interface FormsOptions {
  readonly desk: Desk;
  readonly shown: (view: Modal) => Modal;
  readonly render: (message: Message) => Message;
}

export function listenForForms(app: App, { desk, shown, render }: FormsOptions): void {
  app.action<BlockAction<ButtonAction>>({ type: 'block_actions', action_id: /^form\./ }, async ({ ack, action, body, client, respond }) => {
    await ack();
    const place = { id: body.channel?.id ?? '', name: body.channel?.name ?? '' };
    const opened = await openForm({ actionId: action.action_id, value: action.value ?? '', person: { id: body.user.id }, place }, desk);
    const tell = async ({ text, blocks }: Message): Promise<void> => {
      await respond({ text, blocks: [...blocks], response_type: 'ephemeral', replace_original: false }).catch((error: unknown) =>
        desk.log.warn('AnswerFailed', { message: wordsOf(error) }),
      );
    };
    if ('message' in opened) return await tell(opened.message);
    try {
      await client.views.open({ trigger_id: body.trigger_id, view: shown(opened.view) });
    } catch (error) {
      desk.log.warn('AnswerFailed', { message: wordsOf(error) });
      await tell(statement('✋ The form could not be opened in time; nothing was changed. Press the button once more.'));
    }
  });
  app.view(formViewId, async ({ ack, body, view, client }) => {
    const submitted = await submitForm({ metadata: view.private_metadata, values: view.state.values, person: { id: body.user.id } }, desk);
    if (submitted === null) return await ack();
    if ('errors' in submitted) return await ack({ response_action: 'errors', errors: { ...submitted.errors } });
    await ack();
    const { text, blocks } = render(
      fitForSlack(submitted.message, (broken) => desk.log.warn('MessageTooLarge', { broken: broken.join('; ') })),
    );
    try {
      await client.chat.postEphemeral({ channel: submitted.place.id, user: body.user.id, text, blocks: [...blocks] });
    } catch (error) {
      desk.log.warn('AnswerFailed', { message: wordsOf(error) });
    }
  });
}
