import { onCallMessage } from '../blocks/oncall.ts';
import { resolveDetector } from '../detector.ts';
import type { Command } from './command.ts';

export const oncall: Command = {
  name: 'oncall',
  also: ['on-call', 'who'],
  usage: '[detector]',
  summary: 'Who would be woken by what, who next, and how many pages are left today.',
  example: 'oncall shop',
  right: 'see',
  async answer({ words, scope, page }, { api }) {
    const { detectors } = await api.onCall(scope);
    const known = words[0] === undefined || detectors.length === 0 ? null : resolveDetector(words[0], await api.detectors(scope));
    if (known?.id === null) return { message: known.message, result: 'refused: no such detector' };
    const shown = detectors.filter(({ detector }) => known === null || detector === known.id);
    return { ...onCallMessage({ detectors: shown }, page), result: `answered: ${shown.length} detectors` };
  },
};
