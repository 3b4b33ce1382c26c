import { statement } from '../blocks/blocks.ts';
import { code } from '../blocks/text.ts';
import { findPattern } from '../pattern.ts';
import { proposeChange } from '../changes.ts';
import { takeUntil } from '../until.ts';
import type { Command } from './command.ts';

export const mute: Command = {
  name: 'mute',
  also: ['silence'],
  usage: '<pattern> <2h | until 18:00 | until 2026-03-01 | forever>',
  summary: 'Neither post nor page incidents that are nothing but this pattern, until a time; asks first.',
  example: 'mute 4f7a2c until 18:00',
  right: 'change',
  async answer(request, context) {
    const { words, lastForSeconds, scope } = request;
    const until = takeUntil(words, lastForSeconds, context.now());
    if (until === undefined) {
      const text = `Until when? ${code('/logbot mute 4f7a2c 2h')}, ${code('until 18:00')} (UTC), ${code('until 2026-03-01')} or ${code('forever')}.`;
      return { message: statement(text), result: 'refused: no time given' };
    }
    const found = await findPattern(until.words[0], { scope, workload: undefined }, context.api);
    if ('message' in found) return found;
    const { detector, id } = found;
    return proposeChange({ type: 'mute', detector, pattern: id, untilAtMs: until.atMs }, 'mute', request, context);
  },
};
