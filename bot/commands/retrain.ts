import type { Command } from './command.ts';
import { resolveDetector } from '../detector.ts';
import { proposeWish } from '../wishes.ts';

export const retrain: Command = {
  name: 'retrain',
  also: ['train'],
  usage: '<detector>',
  summary: 'Make a new model version from what the detector has seen; says what will happen and asks first.',
  example: 'retrain shop',
  right: 'change',
  async answer({ words, scope, person }, { api, now }) {
    const found = resolveDetector(words[0], await api.detectors(scope));
    if (found.id === null) return { message: found.message, result: 'refused: no such detector' };
    return proposeWish('retrain', found.id, { person }, { api, now });
  },
};
