import { findPattern } from '../pattern.ts';
import { proposeChange } from '../changes.ts';
import type { Command } from './command.ts';

export const split: Command = {
  name: 'split',
  also: ['separate'],
  usage: '<pattern> [workload]',
  summary: 'Take apart a pattern that wrongly took in others; asks first.',
  example: 'split 4f7a2c checkout',
  right: 'change',
  async answer(request, context) {
    const [typed, workload] = request.words;
    const found = await findPattern(typed, { scope: request.scope, workload }, context.api);
    if ('message' in found) return found;
    return proposeChange(
      { type: 'split', detector: found.detector, workload: found.workload, pattern: found.id },
      'split',
      request,
      context,
    );
  },
};
