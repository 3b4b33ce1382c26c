import { statement } from '../blocks/blocks.ts';
import { comparisonMessage } from '../blocks/comparison.ts';
import { code } from '../blocks/text.ts';
import { resolveDetector } from '../detector.ts';
import type { Command } from './command.ts';

export const diff: Command = {
  name: 'diff',
  also: ['compare'],
  usage: '[detector] <v1> <v2>',
  summary: 'What two model versions would have reported of the last 24 hours.',
  example: 'diff shop 1 2',
  right: 'see',
  async answer({ words, scope }, { api }) {
    const versions = words.flatMap((word) => /^v?(\d{1,9})$/i.exec(word)?.[1] ?? []).map(Number);
    const [from, to] = versions;
    if (from === undefined || to === undefined || versions.length !== 2 || Math.min(from, to) < 1) {
      const text = `Which two versions? ${code('/logbot diff shop 1 2')} compares models 1 and 2; ${code('/logbot models')} lists them.`;
      return { message: statement(text), result: 'refused: not two versions' };
    }
    const found = resolveDetector(
      words.find((word) => !/^v?\d{1,9}$/i.test(word)),
      await api.detectors(scope),
    );
    if (found.id === null) return { message: found.message, result: 'refused: no such detector' };
    const comparison = await api.compareModels(found.id, { from, to });
    return { message: comparisonMessage(found.id, comparison), result: `answered: models ${from} and ${to}` };
  },
};
