import { statement } from '../blocks/blocks.ts';
import { code } from '../blocks/text.ts';
import { proposeChange } from '../changes.ts';
import { findWorkload } from '../workload.ts';
import type { Command } from './command.ts';

export const unsubscribe: Command = {
  name: 'unsubscribe',
  also: ['unfollow'],
  usage: '<workload> here',
  summary: 'Post no more incidents of a workload into this channel, unless it is the channel of the resource; asks first.',
  example: 'unsubscribe checkout here',
  right: 'change',
  allowedAs: 'subscribe',
  async answer(request, context) {
    const typed = request.words.find((word) => word.toLowerCase() !== 'here');
    const found = typed === undefined ? null : findWorkload(typed, await context.api.detectors(request.scope));
    if (found === null)
      return { message: statement(`Which workload? ${code('/logbot unsubscribe checkout here')}.`), result: 'refused: no such workload' };
    const { id, name } = request.place;
    const to = { id: id.slice(0, 30), name: name.slice(0, 80) };
    return proposeChange({ type: 'unsubscribe', detector: found.detector, workload: found.name, to }, 'subscribe', request, context);
  },
};
