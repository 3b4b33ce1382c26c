import { coverageMessage } from '../blocks/coverage.ts';
import { resolveDetector } from '../detector.ts';
import type { Command } from './command.ts';

export const coverage: Command = {
  name: 'coverage',
  also: ['missed', 'workloads'],
  usage: '[detector]',
  summary: 'What was read of each workload, what was missed and why, and when its last line came.',
  example: 'coverage shop',
  right: 'see',
  async answer({ words, scope, page }, { api }) {
    const all = await api.detectors(scope);
    const found = words[0] === undefined || all.length === 0 ? null : resolveDetector(words[0], all);
    if (found?.id === null) return { message: found.message, result: 'refused: no such detector' };
    const detectors = all.filter(({ id }) => found === null || id === found.id);
    return { ...coverageMessage(detectors, page), result: `answered: ${detectors.length} detectors` };
  },
};
