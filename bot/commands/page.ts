import { resolveDetector } from '../detector.ts';
import { proposeWish } from '../wishes.ts';
import type { Command } from './command.ts';

export const page: Command = {
  name: 'page',
  also: ['pager'],
  usage: 'test <detector>',
  summary: 'Send a test page to the receiver of the detector, and say whether it was taken; says to whom and asks first.',
  example: 'page test shop',
  right: 'change',
  async answer({ words, scope, person }, { api, now }) {
    const [first, second] = words;
    const found = resolveDetector(first === 'test' ? second : first, await api.detectors(scope));
    if (found.id === null) return { message: found.message, result: 'refused: no such detector' };
    return proposeWish('page', found.id, { person }, { api, now });
  },
};
