/** "Explain this log line" on a message of any app or person: what was asked, allowed, answered and audited. Knows nothing of Bolt. */
import type { Person, Place } from './access.ts';
import { explainModal, explainSaying } from './blocks/explain.ts';
import type { Modal } from './blocks/remedy.ts';
import type { Desk } from './desk.ts';
import { linesOf } from './lines.ts';
import { apology, forbidden } from './refusals.ts';

export const explainShortcut = 'explain.line';

export interface ShortcutAsked {
  /** Of the message, with Slack's notation. */
  readonly text: string;
  readonly person: Person;
  readonly place: Place;
}

/** For the asking person alone. Never rejects. */
export async function explainShown(asked: ShortcutAsked, desk: Desk): Promise<Modal> {
  const { view, result } = await explain(asked, desk).catch((error: unknown) => {
    const { message, result: why } = apology(error, desk.log);
    return { view: explainSaying(message.text), result: why };
  });
  const action = 'shortcut explain this log line';
  await desk.audit.write({ atMs: desk.now(), user: asked.person.id, channel: asked.place.id, action, result }, action);
  return view;
}

/** It could not be shown: Slack gives three seconds. */
export async function noteUnshown({ person, place }: ShortcutAsked, desk: Desk): Promise<void> {
  const action = 'shortcut explain this log line';
  await desk.audit.write(
    { atMs: desk.now(), user: person.id, channel: place.id, action, result: 'refused: the trigger had expired' },
    action,
  );
}

async function explain(
  { text, person, place }: ShortcutAsked,
  { api, access }: Desk,
): Promise<{ readonly view: Modal; readonly result: string }> {
  const may = await access.maySee(person, place);
  if (may.outcome !== 'yes') {
    const { message, result } = forbidden('explain', may);
    return { view: explainSaying(message.text), result };
  }
  const { lines, more } = linesOf(text);
  if (lines.length === 0) return { view: explainSaying('This message has no text that could be a log line.'), result: 'refused: no text' };
  const reply = await api.explain({ lines: [...lines], namespaces: may.scope });
  return { view: explainModal(reply, more), result: `answered: ${lines.length} lines` };
}
