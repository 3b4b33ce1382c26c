import { statement } from '../blocks/blocks.ts';
import { code, prose } from '../blocks/text.ts';
import { resolveDetector } from '../detector.ts';
import type { Command } from './command.ts';

export const page: Command = {
  name: 'page',
  also: ['pager'],
  usage: 'test <detector>',
  summary: 'Send a test page to the receiver of the detector, and say whether it was taken.',
  example: 'page test shop',
  right: 'change',
  async answer({ words, scope, person }, { api }) {
    const [first, second] = words;
    const found = resolveDetector(first === 'test' ? second : first, await api.detectors(scope));
    if (found.id === null) return { message: found.message, result: 'refused: no such detector' };
    const { delivered, sentence } = await api.testPage(found.id, { requestedBy: person.id });
    const text = `${delivered ? '📟' : '⚠️'} ${code(found.id, 300)}: ${prose(sentence, 900)}`;
    return { message: statement(text), result: `${delivered ? 'accepted' : 'failed'}: ${sentence}` };
  },
};
