import { statement } from '../blocks/blocks.ts';
import { code } from '../blocks/text.ts';
import { findPattern } from '../pattern.ts';
import { proposeChange } from '../changes.ts';
import type { Command } from './command.ts';

export const merge: Command = {
  name: 'merge',
  also: ['join'],
  usage: '<pattern> into <pattern> [workload]',
  summary: 'Count one pattern with another from now on; split undoes it; asks first.',
  example: 'merge 4f7a2c into 91be03',
  right: 'change',
  async answer(request, context) {
    const [from, into, workload] = request.words.filter((word) => word.toLowerCase() !== 'into' && word.toLowerCase() !== 'with');
    if (into === undefined) {
      return { message: statement(`Which two? ${code('/logbot merge 4f7a2c into 91be03')}.`), result: 'refused: not two patterns' };
    }
    const found = await findPattern(from, { scope: request.scope, workload }, context.api);
    if ('message' in found) return found;
    const other = await findPattern(into, { scope: request.scope, workload: found.workload }, context.api);
    if ('message' in other) return other;
    const { detector, id } = found;
    const change = { type: 'merge', detector, workload: found.workload, pattern: id, into: other.id } as const;
    return proposeChange(change, 'merge', request, context);
  },
};
