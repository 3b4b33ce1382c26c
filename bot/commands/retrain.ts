import { wishMessage } from '../blocks/wish.ts';
import type { Command } from './command.ts';
import { resolveDetector } from '../detector.ts';

export const retrain: Command = {
  name: 'retrain',
  also: ['train'],
  usage: '<detector>',
  summary: 'Make a new model version from what the detector has seen.',
  example: 'retrain shop',
  right: 'change',
  async answer({ words, scope, person, place }, { api }) {
    const found = resolveDetector(words[0], await api.detectors(scope));
    if (found.id === null) return { message: found.message, result: 'refused: no such detector' };
    return wishMessage(await api.retrain(found.id, { requestedBy: person.id, channel: place.id }), found.id);
  },
};
