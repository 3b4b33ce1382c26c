import { patternsMessage } from '../blocks/patterns.ts';
import type { Command } from './command.ts';

const defaultForSeconds = 3600;
/** The operator keeps counts of a week. */
const range = { min: 5, max: 604_800 } as const;

export const topPatterns: Command = {
  name: 'top-patterns',
  also: ['patterns', 'top', 'toppatterns', 'pattern'],
  usage: '[workload] [last 1h]',
  summary: 'What the logs say most, what is new, and what is usual.',
  example: 'top-patterns checkout last 1h',
  right: 'see',
  async answer({ words, lastForSeconds, scope }, { api }) {
    const forSeconds = Math.min(range.max, Math.max(range.min, lastForSeconds ?? defaultForSeconds));
    const workload = words[0]?.slice(0, 253);
    const query = { namespaces: scope, forSeconds, limit: 10 } as const;
    const reply = await api.patterns(workload === undefined ? query : { ...query, workload });
    return { message: patternsMessage(reply, workload ?? null), result: `answered: ${reply.patterns.length} patterns` };
  },
};
