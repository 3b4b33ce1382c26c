import { statement } from '../blocks/blocks.ts';
import { code } from '../blocks/text.ts';
import { proposeChange } from '../changes.ts';
import type { Command } from './command.ts';

export const wake: Command = {
  name: 'wake',
  also: ['unsnooze'],
  usage: '<incident>',
  summary: 'End the snooze of an incident; asks first.',
  example: 'wake inc-4f7a2c',
  right: 'change',
  allowedAs: 'snooze',
  async answer(request, context) {
    const [id] = request.words;
    if (id === undefined)
      return { message: statement(`Which incident? ${code('/logbot wake inc-4f7a2c')}.`), result: 'refused: no incident given' };
    const { incident, detector } = await context.api.incident(id.slice(0, 100), request.scope);
    return proposeChange({ type: 'wake', incident: `${detector}/${incident.id}` }, 'snooze', request, context);
  },
};
