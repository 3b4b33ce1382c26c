import type { KnownBlock } from '@slack/types';
import type { PatternDetail } from '../../api/contract.ts';
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
    const forms = only === undefined || others.length > 0 ? [] : formsFor(only);
    return { message: { ...message, blocks: [...message.blocks, ...forms] }, result: `answered: ${details.patterns.length} patterns` };
  },
};

function formsFor({ id, workload }: PatternDetail): readonly KnownBlock[] {
  const subjects = { mute: id, describe: id, split: `${id} ${workload}`, merge: `${id} ${workload}` } as const;
  const names = ['mute', 'describe', 'split', 'merge'] as const;
  return [{ ...actions(names.map((name) => formButton(name, subjects[name]))), block_id: 'form' }];
}
