import { statusMessage } from '../blocks/status.ts';
import type { Command } from './command.ts';

export const status: Command = {
  name: 'status',
  also: ['coverage', 'health'],
  usage: '',
  summary: 'Each LogDetector: what it covers, what it learns, what it lacks.',
  example: 'status',
  right: 'see',
  async answer({ scope }, { api }) {
    const detectors = await api.detectors(scope);
    return { message: statusMessage(detectors), result: `answered: ${detectors.length} detectors` };
  },
};
