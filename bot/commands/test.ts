import { trialMessage } from '../blocks/trial.ts';
import { resolveDetector } from '../detector.ts';
import type { Command } from './command.ts';

const dayInSeconds = 86_400;
/** Incidents are kept for longer, but a page is judged by the day. */
const range = { min: 60, max: 7 * dayInSeconds } as const;

export const test: Command = {
  name: 'test',
  also: ['dry-run', 'simulate'],
  usage: '<detector> [last 24h]',
  summary: 'What the detector as it is set now would have posted and paged, without doing it.',
  example: 'test shop last 24h',
  right: 'see',
  async answer({ words, lastForSeconds, scope, page }, { api }) {
    const found = resolveDetector(words[0], await api.detectors(scope));
    if (found.id === null) return { message: found.message, result: 'refused: no such detector' };
    const forSeconds = Math.min(range.max, Math.max(range.min, lastForSeconds ?? dayInSeconds));
    const trial = await api.trial(found.id, forSeconds);
    return { ...trialMessage(trial, page), result: `answered: ${trial.posts} posts, ${trial.pages} pages` };
  },
};
