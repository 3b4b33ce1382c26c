/**
 * Learns from marks what people find useful. It is asked only when it is better than telling all, on marks that it has not seen, and never about what is
 * critical. Deterministic: equal marks, equal model.
 */
import type { Incident } from '../domain.ts';
import { featuresOf } from './features.ts';
import { fitLogistic, type Example, type Predictor } from './logistic.ts';
import { measure, type Metrics, type Scored } from './metrics.ts';
import type { JudgedIncident } from './opinion.ts';

export interface Relevance {
  readonly state: 'few-marks' | 'not-better' | 'used';
  readonly useful: number;
  readonly noise: number;
  /** Of what was told and marked, the share that is useful; null without a mark. */
  readonly precision: number | null;
  /** On marks that were held out, five times; null while there are too few. */
  readonly model: Metrics | null;
  /** Of telling all; its order is by confidence. */
  readonly rule: Metrics | null;
  readonly sentence: string;
  /** 0 to 1, and whether it is to be told; null while the model is not used. */
  judge(this: void, incident: Incident): { readonly score: number; readonly isRelevant: boolean } | null;
}

/** Of either kind. */
const leastMarks = 20;
const folds = 5;
/** To hold back what is useful is the worse mistake: at most one in twenty. */
const leastRecall = 0.95;
/** What the rule reaches must be clearly passed. */
const leastGain = 0.02;
const leastAuc = 0.7;

interface Marked extends Example {
  readonly confidence: number;
}

export function learnRelevance(judged: readonly JudgedIncident[]): Relevance {
  const marked = judged
    .toSorted((a, b) => a.incident.openedAtMs - b.incident.openedAtMs || (a.incident.id < b.incident.id ? -1 : 1))
    .map(({ incident, opinion }) => ({ features: featuresOf(incident), isUseful: opinion === 'useful', confidence: incident.confidence }));
  const useful = marked.filter(({ isUseful }) => isUseful).length;
  const noise = marked.length - useful;
  const counts = { useful, noise, precision: marked.length === 0 ? null : useful / marked.length };
  const unused = { ...counts, judge: () => null };
  if (Math.min(useful, noise) < leastMarks) {
    const sentence = `All is told: a model of what is useful needs ${leastMarks} marks of either kind, and there are ${useful} useful and ${noise} noise.`;
    return { ...unused, state: 'few-marks', model: null, rule: null, sentence };
  }
  const rule = measure(marked.map(({ isUseful, confidence }) => ({ isUseful, isTold: true, score: confidence })));
  const model = measure(crossValidate(marked));
  const figures = `F1 ${model.f1.toFixed(2)} against ${rule.f1.toFixed(2)}, AUC ${model.auc.toFixed(2)} against ${rule.auc.toFixed(2)}`;
  const isBetter = model.f1 >= rule.f1 + leastGain && model.auc >= Math.max(leastAuc, rule.auc) && model.recall >= leastRecall - 0.1;
  if (!isBetter)
    return {
      ...unused,
      state: 'not-better',
      model,
      rule,
      sentence: `All is told: the model of what is useful is no better on held-out marks (${figures}).`,
    };
  const { predict, threshold } = fit(marked);
  return {
    ...counts,
    state: 'used',
    model,
    rule,
    sentence: `What the model of what is useful calls noise is held back; it is better on held-out marks (${figures}).`,
    judge(incident) {
      const score = predict(featuresOf(incident));
      return { score, isRelevant: score >= threshold || incident.severity === 'critical' };
    },
  };
}

/** Each mark is judged by a model and a threshold that were made without it; folds have equal shares of either kind. */
function crossValidate(marked: readonly Marked[]): readonly Scored[] {
  const places = new Map<boolean, number>();
  const fold = marked.map(({ isUseful }) => {
    const place = places.get(isUseful) ?? 0;
    places.set(isUseful, place + 1);
    return place % folds;
  });
  return Array.from({ length: folds }, (_, at) => {
    const { predict, threshold } = fit(marked.filter((__, i) => fold[i] !== at));
    return marked
      .filter((__, i) => fold[i] === at)
      .map(({ features, isUseful }) => {
        const score = predict(features);
        return { isUseful, score, isTold: score >= threshold };
      });
  }).flat();
}

/** The highest threshold that holds back at most one in twenty of the useful. */
function fit(marked: readonly Marked[]): { readonly predict: Predictor; readonly threshold: number } {
  const predict = fitLogistic(marked);
  const scores = marked
    .filter(({ isUseful }) => isUseful)
    .map(({ features }) => predict(features))
    .toSorted((a, b) => a - b);
  return { predict, threshold: Math.min(0.5, scores[Math.floor(scores.length * (1 - leastRecall))] ?? 0) };
}
