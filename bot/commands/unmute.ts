import { findPattern } from '../pattern.ts';
import { proposeChange } from '../changes.ts';
import type { Command } from './command.ts';

export const unmute: Command = {
  name: 'unmute',
  also: ['unsilence'],
  usage: '<pattern>',
  summary: 'Hear of a muted pattern again; asks first.',
  example: 'unmute 4f7a2c',
  right: 'change',
  allowedAs: 'mute',
  async answer(request, context) {
    const found = await findPattern(request.words[0], { scope: request.scope, workload: undefined }, context.api);
    if ('message' in found) return found;
    return proposeChange({ type: 'unmute', detector: found.detector, pattern: found.id }, 'mute', request, context);
  },
};
