import { actions, statement } from '../blocks/blocks.ts';
import { formButton } from '../blocks/forms.ts';
import { patternMessage } from '../blocks/pattern.ts';
import { code } from '../blocks/text.ts';
import { withPattern } from '../thread.ts';
import type { Command } from './command.ts';

export const pattern: Command = {
  name: 'pattern',
  also: ['template'],
  usage: '<id> [workload]',
  summary: 'One pattern: samples, rate, the values of its wildcards, group, and who owns it.',
  example: 'pattern 4f7a2c checkout',
  right: 'see',
  inThread: withPattern,
  async answer({ words, scope }, { api }) {
    const [id, workload] = words;
    if (id === undefined) {
      const text = `Which pattern? Give its id, or the beginning of it: ${code('/logbot pattern 4f7a2c')}. ${code('/logbot top-patterns')} shows them.`;
      return { message: statement(text), result: 'refused: no pattern given' };
    }
    const details = await api.pattern(id.slice(0, 100), {
      namespaces: scope,
      ...(workload === undefined ? {} : { workload: workload.slice(0, 253) }),
    });
    const message = patternMessage(details);
    const [only, ...others] = details.patterns;
    const forms =
      only === undefined || others.length > 0
        ? []
        : [{ ...actions([formButton('mute', only.id), formButton('describe', only.id)]), block_id: 'form' }];
    return { message: { ...message, blocks: [...message.blocks, ...forms] }, result: `answered: ${details.patterns.length} patterns` };
  },
};
