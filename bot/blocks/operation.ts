/** A retrain or rollback as one message, edited until it has succeeded or failed; its result is told once, in the thread, which its readers hear. */
import type { Operation } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import { mention } from './mention.ts';
import type { Message } from './limits.ts';
import { code, prose } from './text.ts';

const icons = { requested: '⏳', running: '⏳', succeeded: '✅', failed: '❌' } as const;
const words = { requested: 'requested', running: 'under way', succeeded: 'done', failed: 'failed' } as const;

export function operationMessage(operation: Operation): Message {
  const { type, state, detector, requestedBy, requestedAtMs } = operation;
  const what = type === 'retrain' ? 'Retrain' : 'Rollback';
  const title = `${icons[state]} ${what} ${words[state]}`;
  const who = `Asked for by ${mention(requestedBy)} ${moment(requestedAtMs, 'day')}`;
  const isOver = state === 'succeeded' || state === 'failed';
  const sentence = isOver ? `The thread says ${state === 'failed' ? 'why' : 'what came of it'}.` : prose(operation.sentence, 900);
  return {
    text: `${title}: ${prose(detector, 300)}. ${sentence}`,
    blocks: [header(title), section(`${code(detector, 300)}${versions(operation)}\n${sentence}`), context(who)],
  };
}

function versions({ fromVersion, toVersion }: Operation): string {
  if (toVersion === null) return '';
  return fromVersion === null ? ` · to model ${toVersion}` : ` · model ${fromVersion} → ${toVersion}`;
}
