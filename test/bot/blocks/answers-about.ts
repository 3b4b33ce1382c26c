import { auditMessage, proofMessage } from '../../../bot/blocks/audit.ts';
import { comparisonMessage } from '../../../bot/blocks/comparison.ts';
import { onCallMessage } from '../../../bot/blocks/oncall.ts';
import { patternMessage } from '../../../bot/blocks/pattern.ts';
import { topologyMessage } from '../../../bot/blocks/topology.ts';
import { trialMessage } from '../../../bot/blocks/trial.ts';
import { confirmMessage, wishMessage } from '../../../bot/blocks/wish.ts';
import type { Message } from '../../../bot/blocks/limits.ts';
import { auditProof, comparisonOf, onCall, patternDetail, topology, trial } from '../../builders/answers.ts';

/** Of single questions, with the word wherever somebody else's text may stand. */
export function answersAbout(word: string, words: readonly string[]): readonly Message[] {
  const samples = words.map((text) => ({ text, atMs: null }));
  const wildcards = words.map((kind) => ({ kind, values: [...words] }));
  const pattern = { ...patternDetail, detector: 'shop/shop', workload: word, text: word, level: word, cluster: word, samples, wildcards };
  const [picture] = topology.detectors;
  const edge = { from: word, to: word, known: 'inferred', source: word } as const;
  const workloads = words.map((workload) => ({ workload, name: workload, state: 'cause' as const }));
  const [tried] = trial.incidents;
  const [duty] = onCall.detectors;
  const entry = { atMs: 0, user: word, channel: word, action: word, result: word };
  const comparison = comparisonOf(1, 2);
  const plan = { detector: 'shop/shop', fromVersion: 2, toVersion: 1, askedBy: 'U1', askedAtMs: 0 };
  return [
    confirmMessage(plan, word),
    wishMessage({ outcome: 'conflict', manager: word, sentence: word }, word).message,
    wishMessage({ outcome: 'refused', sentence: word }, word).message,
    patternMessage({ patterns: words.map(() => pattern), more: 3 }),
    patternMessage({ patterns: [pattern], more: 0 }),
    topologyMessage({ detectors: picture ? [{ ...picture, workloads, edges: [edge] }] : [] }, null, 0).message,
    topologyMessage(topology, word, 0).message,
    trialMessage(
      { ...trial, channel: word, receiver: word, incidents: tried ? words.map((title) => ({ ...tried, id: word, title })) : [] },
      0,
    ).message,
    onCallMessage({ detectors: duty ? words.map((problem) => ({ ...duty, problem, channel: word, receiver: word })) : [] }, 0).message,
    auditMessage(
      words.map(() => entry),
      0,
    ).message,
    proofMessage({ ...auditProof, sentence: word }),
    comparisonMessage(word, {
      ...comparison,
      to: { version: 2, total: 1, alarms: comparison.from.alarms.map((alarm) => ({ ...alarm, text: word, workload: word })) },
    }),
  ];
}
