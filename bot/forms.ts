/** A form that somebody opens and submits: allowed, understood as the command it stands for, previewed and audited. Knows nothing of Bolt. */
import { withinScope, type Person, type Place } from './access.ts';
import { statement } from './blocks/blocks.ts';
import { commandOf, fieldOf, formOf, formView, readForm } from './blocks/forms.ts';
import type { Message } from './blocks/limits.ts';
import type { Modal } from './blocks/remedy.ts';
import { clean } from './blocks/text.ts';
import type { Click } from './actions.ts';
import type { Desk } from './desk.ts';
import { askCommand } from './dispatch.ts';
import { forbidden } from './refusals.ts';

export type OpenedForm = { readonly view: Modal } | { readonly message: Message };

/** Never rejects. */
export async function openForm({ actionId, value, person, place }: Click, desk: Desk): Promise<OpenedForm> {
  const form = formOf(actionId);
  const may = form === null ? null : await desk.access.mayChange(person, form).catch(() => null);
  const note = (result: string) =>
    desk.audit.write(
      { atMs: desk.now(), user: person.id, channel: place.id, action: clean(`button ${actionId} ${value}`), result },
      clean(actionId, 60),
    );
  if (form === null || may === null) {
    await note('refused: not understood');
    return { message: statement('✋ This button is not understood any more. Ask again.') };
  }
  const allowed = value.includes('/') ? withinScope(may, value) : may;
  if (allowed.outcome !== 'yes') {
    const { message, result } = forbidden(form, allowed);
    await note(result);
    return { message };
  }
  await note('asked what');
  return { view: formView({ form, subject: value, channel: { id: place.id, name: place.name } }) };
}

/** A field error, or the preview with its buttons and where it belongs. */
export type SubmittedForm = { readonly errors: Readonly<Record<string, string>> } | { readonly message: Message; readonly place: Place };

/** Never rejects. */
export async function submitForm(
  { metadata, values, person }: { readonly metadata: string; readonly values: unknown; readonly person: Person },
  desk: Desk,
): Promise<SubmittedForm | null> {
  const state = readForm(metadata);
  if (state === null) return null;
  const { message, result } = await askCommand({ text: commandOf(state, values), person, place: state.channel }, desk);
  // Slack shows errors as plain text of at most 150 characters or so.
  if (result.startsWith('asked to confirm')) return { message, place: state.channel };
  return { errors: { [fieldOf(state.form)]: plainOf(message.text) } };
}

function plainOf(mrkdwn: string): string {
  return clean(
    mrkdwn.replace(/^✋ /, '').replaceAll('`', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  ).slice(0, 300);
}
