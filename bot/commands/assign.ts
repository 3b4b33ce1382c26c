import { statement } from '../blocks/blocks.ts';
import { code } from '../blocks/text.ts';
import { proposeChange } from '../changes.ts';
import type { Command } from './command.ts';

export const assign: Command = {
  name: 'assign',
  also: ['take', 'owner-of'],
  usage: '<incident> [me | @person | nobody]',
  summary: 'Say who has an incident in hand; asks first.',
  example: 'assign inc-4f7a2c me',
  right: 'change',
  async answer(request, context) {
    const [id, typed = 'me'] = request.words;
    const user = personOf(typed, request.person.id);
    if (id === undefined || user === undefined) {
      const text = `Which incident, and who? ${code('/logbot assign inc-4f7a2c me')}, a member id such as ${code('U0123456789')}, or ${code('nobody')}.`;
      return { message: statement(text), result: 'refused: not understood' };
    }
    const { incident, detector } = await context.api.incident(id.slice(0, 100), request.scope);
    return proposeChange({ type: 'assign', incident: `${detector}/${incident.id}`, user }, 'assign', request, context);
  },
};

/** Undefined: not understood. Slack hands a mention over as it was typed, or as `<@U...|name>`. */
function personOf(typed: string, asker: string): string | null | undefined {
  const word = typed.toLowerCase();
  if (word === 'me' || word === 'myself') return asker;
  if (word === 'nobody' || word === 'none') return null;
  return /^(?:<@)?([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>?$/.exec(typed)?.[1];
}
