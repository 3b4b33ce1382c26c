/** Why an incident was useful or noise, in somebody's own words: asked in a form, kept with their mark, audited. Knows nothing of Bolt. */
import { setMark, type Click } from './actions.ts';
import type { Person } from './access.ts';
import { statement } from './blocks/blocks.ts';
import { ownReasonOf, readReason, reasonOutcome, reasonTyped, reasonView } from './blocks/reason.ts';
import { clean } from './blocks/text.ts';
import type { Desk } from './desk.ts';
import type { OpenedForm } from './forms.ts';
import { apology } from './refusals.ts';
import type { Submitted } from './submission.ts';

/** It changes nothing, so nothing is asked of anybody; whether they may is asked when it is said. */
export function openReason({ actionId, value, place }: Click): OpenedForm {
  const mark = ownReasonOf(actionId);
  if (mark === null) return { message: statement('✋ This button is not understood any more. Ask again.') };
  return { view: reasonView({ mark, incident: value.slice(0, 700), channel: { id: place.id, name: place.name } }) };
}

/** Never rejects; null when nobody made that form. */
export async function submitReason(
  { metadata, values, person }: { readonly metadata: string; readonly values: unknown; readonly person: Person },
  desk: Desk,
): Promise<Submitted | null> {
  const state = readReason(metadata);
  if (state === null) return null;
  const typed = reasonTyped(values);
  if ('errors' in typed) return typed;
  const { mark, incident, channel } = state;
  const { message, result } = await setMark({ mark, reason: typed.reason }, { value: incident, person, place: channel }, desk).catch(
    (error: unknown) => apology(error, desk.log),
  );
  const action = clean(`reason of ${mark} ${incident} (${typed.reason})`);
  await desk.audit.write({ atMs: desk.now(), user: person.id, channel: channel.id, action, result }, `reason of ${mark}`);
  return { view: reasonOutcome(mark, message.text) };
}
