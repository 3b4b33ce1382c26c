import { statement } from '../blocks/blocks.ts';
import { patternMessage } from '../blocks/pattern.ts';
import { code } from '../blocks/text.ts';
import type { Command } from './command.ts';

export const pattern: Command = {
  name: 'pattern',
  also: ['template'],
  usage: '<id> [workload]',
  summary: 'One pattern: samples, rate, the values of its wildcards, group, and who owns it.',
  example: 'pattern 4f7a2c checkout',
  right: 'see',
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
    return { message: patternMessage(details), result: `answered: ${details.patterns.length} patterns` };
  },
};
