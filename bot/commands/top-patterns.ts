import type { DetectorSummary } from '../../api/contract.ts';
import { statement } from '../blocks/blocks.ts';
import type { Message } from '../blocks/limits.ts';
import { patternsMessage } from '../blocks/patterns.ts';
import { code, workloadName } from '../blocks/text.ts';
import { nearest } from '../parse.ts';
import type { Command } from './command.ts';

type Kind = 'new' | 'error' | 'changed';

/** Slack turns two hyphens into a dash as people type. */
const flags: Readonly<Record<string, Kind>> = { new: 'new', errors: 'error', error: 'error', changed: 'changed', changes: 'changed' };
const listedAtMost = 50;
const defaultForSeconds = 3600;
/** The operator keeps counts of a week. */
const range = { min: 5, max: 604_800 } as const;

export const topPatterns: Command = {
  name: 'top-patterns',
  also: ['patterns', 'top', 'toppatterns'],
  usage: '[workload] [last 1h | since deploy] [--new | --errors | --changed]',
  summary: 'What the logs say most, what is new, and what is usual.',
  example: 'top-patterns checkout last 1h',
  right: 'see',
  async answer({ words: typed, lastForSeconds, scope, page }, { api }) {
    const { words, only, isSinceDeploy } = understand(typed);
    const forSeconds = Math.min(range.max, Math.max(range.min, lastForSeconds ?? defaultForSeconds));
    const workload = words[0]?.slice(0, 253);
    const isCut = lastForSeconds !== null && lastForSeconds > range.max;
    const since = isSinceDeploy ? ({ since: 'deploy' } as const) : {};
    const query = { namespaces: scope, forSeconds, limit: listedAtMost, ...since, ...(only === null ? {} : { only }) } as const;
    const reply = await api.patterns(workload === undefined ? query : { ...query, workload });
    const unknown = reply.patterns.length > 0 || workload === undefined ? null : unknownWorkload(workload, await api.detectors(scope));
    if (unknown !== null) return { message: unknown, result: 'refused: no such workload' };
    return {
      ...patternsMessage(reply, { workload: workload ?? null, isCut, only, page }),
      result: `answered: ${reply.patterns.length} patterns`,
    };
  },
};

/** Which of them are asked for, by a flag or a word; and whether it is since the last rollout. */
function understand(typed: readonly string[]): { words: readonly string[]; only: Kind | null; isSinceDeploy: boolean } {
  const plain = typed.map((word) => word.toLowerCase());
  const isSinceDeploy = plain.includes('deploy') || plain.includes('rollout') || plain.includes('deployment');
  const only = plain.map(kindOf).find((kind) => kind !== null) ?? null;
  const words = typed.filter((_word, place) => {
    const word = plain[place] ?? '';
    return kindOf(word) === null && !(isSinceDeploy && ['since', 'deploy', 'rollout', 'deployment', 'last'].includes(word));
  });
  return { words, only, isSinceDeploy };
}

function kindOf(word: string): Kind | null {
  return flags[word.replace(/^(--|\u2014)/, '')] ?? null;
}

/** Null when there is such a workload, and it only was silent. People type a part of a name too. */
function unknownWorkload(typed: string, detectors: readonly DetectorSummary[]): Message | null {
  const names = [...new Set(detectors.flatMap(({ workloads }) => workloads.map(({ workload }) => workloadName(workload))))];
  if (names.some((name) => name.toLowerCase().includes(typed.toLowerCase()))) return null;
  const close = nearest(typed, names);
  const hint = close === null ? '' : ` Did you mean ${code(close, 200)}?`;
  return statement(`No workload is called ${code(typed, 200)}.${hint} ${code('/logbot status')} shows what is covered.`);
}
