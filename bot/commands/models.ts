import { modelsMessage } from '../blocks/models.ts';
import type { Command } from './command.ts';
import { resolveDetector } from '../detector.ts';

export const models: Command = {
  name: 'models',
  also: ['model', 'versions'],
  usage: '[detector]',
  summary: 'Model versions: when and from what each was made, and which one serves.',
  example: 'models shop',
  right: 'see',
  async answer({ words, scope }, { api }) {
    if (words[0] === undefined) {
      const all = await api.models({ namespaces: scope });
      return { message: modelsMessage(all), result: `answered: ${all.length} models` };
    }
    const found = resolveDetector(words[0], await api.detectors(scope));
    if (found.id === null) return { message: found.message, result: 'refused: no such detector' };
    const own = await api.models({ namespaces: scope, detector: found.id });
    return { message: modelsMessage(own), result: `answered: ${own.length} models` };
  },
};
