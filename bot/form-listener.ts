/** Hangs forms into Bolt: opened while the trigger is good, errors beside the field, the preview where the form was opened. */
import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Click } from './actions.ts';
import { fitForSlack, statement } from './blocks/blocks.ts';
import { formViewId, saying } from './blocks/forms.ts';
import type { Message } from './blocks/limits.ts';
import { reasonViewId } from './blocks/reason.ts';
import type { Modal } from './blocks/remedy.ts';
import type { Desk } from './desk.ts';
import { openForm, submitForm, type OpenedForm } from './forms.ts';
import { wordsOf } from './log.ts';
import { openReason, submitReason } from './reasons.ts';
import { answerSubmission, type Submitted } from './submission.ts';
import { troubleOf } from './trouble.ts';

export interface FormsOptions {
  readonly desk: Desk;
  readonly shown: (view: Modal) => Modal;
  readonly render: (message: Message) => Message;
}

export function listenForForms(app: App, options: FormsOptions): void {
  const { desk } = options;
  openBy(app, /^form\./, { ...options, open: (click) => openForm(click, desk) });
  answerBy(app, formViewId, {
    ...options,
    submit: async (asked, client) => {
      const submitted = await submitForm(asked, desk);
      if (submitted === null || 'errors' in submitted) return submitted;
      return await preview(submitted, { client, person: asked.person, desk, render: options.render });
    },
  });
}

/** Why an incident was useful or noise, in somebody's own words. */
export function listenForReasons(app: App, options: FormsOptions): void {
  openBy(app, /^reason-form\./, { ...options, open: (click) => Promise.resolve(openReason(click)) });
  answerBy(app, reasonViewId, { ...options, submit: (asked) => submitReason(asked, options.desk) });
}

type Opening = FormsOptions & { readonly open: (click: Click) => Promise<OpenedForm> };

function openBy(app: App, actionId: RegExp, { desk, shown, open }: Opening): void {
  app.action<BlockAction<ButtonAction>>({ type: 'block_actions', action_id: actionId }, async ({ ack, action, body, client, respond }) => {
    await ack();
    const place = { id: body.channel?.id ?? '', name: body.channel?.name ?? '' };
    const opened = await open({ actionId: action.action_id, value: action.value ?? '', person: { id: body.user.id }, place });
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
}

interface Asked {
  readonly metadata: string;
  readonly values: unknown;
  readonly person: { readonly id: string };
}
type Answering = FormsOptions & { readonly submit: (asked: Asked, client: WebClient) => Promise<Submitted | null> };

function answerBy(app: App, viewId: string, { desk, shown, submit }: Answering): void {
  app.view(viewId, async ({ ack, body, view, client }) => {
    const title = view.title.text;
    const asked = { metadata: view.private_metadata, values: view.state.values, person: { id: body.user.id } };
    const work = submit(asked, client).then((submitted) => submitted ?? { view: saying(title, notUnderstood) });
    const update = (next: Modal) => client.views.update({ view_id: view.id, view: next });
    await answerSubmission({ title, work, ack: (response) => ack(response), update, shown, log: desk.log });
  });
}

const notUnderstood = '✋ This form is not understood any more. Open it once more.';

type Previewed = Exclude<Awaited<ReturnType<typeof submitForm>>, null | { readonly errors: unknown }>;

/** For who submitted alone, where the form was opened; in the modal's place is told when that cannot be. */
async function preview(
  { message, place }: Previewed,
  { client, person, desk, render }: Omit<FormsOptions, 'shown'> & Pick<Asked, 'person'> & { readonly client: WebClient },
): Promise<Submitted> {
  const fit = fitForSlack(message, (broken) => desk.log.warn('MessageTooLarge', { broken: broken.join('; ') }));
  const { text, blocks } = render(fit);
  try {
    await client.chat.postEphemeral({ channel: place.id, user: person.id, text, blocks: [...blocks] });
    return { closed: 'The change is shown where the form was opened, for you alone, with the button that does it.' };
  } catch (error) {
    desk.log.warn('AnswerFailed', { message: wordsOf(error) });
    return {
      view: saying('Not shown', `✋ The change cannot be shown in the channel, so nothing was changed. ${troubleOf(error).sentence}`),
    };
  }
}
