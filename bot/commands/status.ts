import { statusMessage } from '../blocks/status.ts';
import { resolveDetector } from '../detector.ts';
import type { Command } from './command.ts';

export const status: Command = {
  name: 'status',
  also: ['health', 'detectors'],
  usage: '[detector]',
  summary: 'Each LogDetector, or one: what it covers, what it learns, what it lacks.',
  example: 'status',
  right: 'see',
  async answer({ words, scope }, { api }) {
    const all = await api.detectors(scope);
    const found = words[0] === undefined || all.length === 0 ? null : resolveDetector(words[0], all);
    if (found?.id === null) return { message: found.message, result: 'refused: no such detector' };
    const detectors = all.filter(({ id }) => found === null || id === found.id);
    return { message: statusMessage(detectors), result: `answered: ${detectors.length} detectors` };
  },
};
