import { feedbackMessage } from '../blocks/feedback.ts';
import { resolveDetector } from '../detector.ts';
import type { Command } from './command.ts';

export const feedback: Command = {
  name: 'feedback',
  also: ['marks', 'noise'],
  usage: '<detector>',
  summary: 'What the marks useful and noise say, and what is held back because of them.',
  example: 'feedback shop',
  right: 'see',
  async answer({ words, scope }, { api }) {
    const found = resolveDetector(words[0], await api.detectors(scope));
    if (found.id === null) return { message: found.message, result: 'refused: no such detector' };
    return { message: feedbackMessage(await api.feedback(found.id)), result: 'answered' };
  },
};
