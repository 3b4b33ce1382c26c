import { statement } from '../blocks/blocks.ts';
import { code } from '../blocks/text.ts';
import { proposeChange } from '../changes.ts';
import { findWorkload } from '../workload.ts';
import type { Command } from './command.ts';

export const subscribe: Command = {
  name: 'subscribe',
  also: ['follow'],
  usage: '<workload> [errors] here',
  summary: 'Post incidents that a workload is part of into this channel too; asks first.',
  example: 'subscribe checkout errors here',
  right: 'change',
  async answer(request, context) {
    const { words, scope, place } = request;
    const onlyErrors = words.some((word) => word.toLowerCase() === 'errors');
    const typed = words.find((word) => !['errors', 'here', 'incidents'].includes(word.toLowerCase()));
    const detectors = await context.api.detectors(scope);
    const found = typed === undefined ? null : findWorkload(typed, detectors);
    if (found === null) {
      const text = `${typed === undefined ? 'Which workload?' : `No workload is called ${code(typed, 200)}.`} ${code('/logbot subscribe checkout errors here')}; ${code('/logbot coverage')} lists them.`;
      return { message: statement(text), result: 'refused: no such workload' };
    }
    const to = { id: place.id.slice(0, 30), name: place.name.slice(0, 80) };
    return proposeChange(
      { type: 'subscribe', detector: found.detector, workload: found.name, onlyErrors, to },
      'subscribe',
      request,
      context,
    );
  },
};
