/** What people's marks change: which incidents are held back, and why. */
import type { Gate, Incident } from '../domain.ts';
import { hash64 } from '../math.ts';
import type { JudgedIncident } from './opinion.ts';
import { judgeQuiet, quietKinds, type QuietKind } from './quiet.ts';
import { learnRelevance, type Relevance } from './relevance.ts';

export interface Feedback {
  readonly relevance: Relevance;
  readonly quiet: readonly QuietKind[];
  /** Whether it is worth a message. */
  postGates(this: void, incident: Incident): readonly Gate[];
  /** Whether somebody may be woken: by what people called noise nobody is; of what a model thinks the pager hears nothing. */
  pageGates(this: void, incident: Incident): readonly Gate[];
}

export function createFeedback(judged: readonly JudgedIncident[]): Feedback {
  const quiet = quietKinds(judged);
  const relevance = learnRelevance(judged);
  /** Says nothing of what nobody has called noise. */
  const noiseGates = (incident: Incident): readonly Gate[] => {
    const { state, sentence } = judgeQuiet(incident, quiet);
    return state === 'unmarked' ? [] : [{ name: 'noise', passed: state === 'worse', sentence }];
  };
  return {
    relevance,
    quiet,
    pageGates: noiseGates,
    postGates(incident) {
      const judgement = relevance.judge(incident);
      if (judgement === null) return noiseGates(incident);
      const isAsked = !judgement.isRelevant && isSample(incident);
      const sentence =
        `By people's marks it is useful with a probability of ${Math.round(judgement.score * 100)} %` +
        (isAsked ? '; one in ten such is told all the same, so that a mark can put the model right.' : '.');
      return [...noiseGates(incident), { name: 'relevance', passed: judgement.isRelevant || isAsked, sentence }];
    },
  };
}

/** What is never told is never marked, and a model that holds back the wrong ones would never hear of it. */
function isSample({ id }: Incident): boolean {
  return Number.parseInt(hash64(id).slice(0, 6), 16) % 10 === 0;
}
