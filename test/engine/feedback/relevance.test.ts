import { expect, test } from 'vitest';
import { createFeedback } from '../../../engine/feedback/feedback.ts';
import { fitLogistic } from '../../../engine/feedback/logistic.ts';
import { measure } from '../../../engine/feedback/metrics.ts';
import { featureNames, featuresOf } from '../../../engine/feedback/features.ts';
import { opinionOf } from '../../../engine/feedback/opinion.ts';
import { learnRelevance } from '../../../engine/feedback/relevance.ts';
import { createRandom } from '../../../engine/math.ts';
import { anomaly, incident, judged, month } from './builders.ts';

test('with few marks all is told, and precision is measured all the same', () => {
  const { state, precision, model, sentence, judge } = learnRelevance([judged('useful', 1), judged('useful', 2), judged('noise', 3)]);
  expect({ state, model, judged: judge(incident()) }).toEqual({ state: 'few-marks', model: null, judged: null });
  expect(precision).toBeCloseTo(2 / 3);
  expect(sentence).toContain('needs 20 marks of either kind, and there are 2 useful and 1 noise');
  expect(learnRelevance([])).toMatchObject({ state: 'few-marks', precision: null });
});

test.each([1, 2, 3, 4, 5])(
  'marks that follow a rule are learned, and the model is better on marks that it has not seen (seed %i)',
  (seed) => {
    const { state, model, rule, judge } = learnRelevance(month(createRandom(seed)));
    expect(state).toBe('used');
    expect(model?.f1).toBeGreaterThan((rule?.f1 ?? 1) + 0.1);
    expect(model?.auc).toBeGreaterThan(0.85);
    expect(model?.recall).toBeGreaterThan(0.85);
    const real = incident({ severity: 'error', anomalies: [anomaly({ kind: 'new-pattern', level: 'error', observed: 150, z: 30 })] });
    expect(judge(real)).toMatchObject({ isRelevant: true });
    expect(judge(incident())).toMatchObject({ isRelevant: false });
    expect(judge(incident({ severity: 'critical' }))).toMatchObject({ isRelevant: true });
  },
);

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('marks that are chance are not learned (seed %i)', (seed) => {
  const random = createRandom(seed);
  const chance = month(random).map((one) => ({ ...one, opinion: random() < 0.5 ? ('useful' as const) : ('noise' as const) }));
  const { state, judge } = learnRelevance(chance);
  expect(state).toBe('not-better');
  expect(judge(incident())).toBeNull();
});

test('equal marks give equal models, in whatever order they come', () => {
  const marks = month(createRandom(7));
  const [one, other] = [learnRelevance(marks), learnRelevance(marks.toReversed())];
  expect(other.judge(incident())).toEqual(one.judge(incident()));
  expect(other.model).toEqual(one.model);
});

test('what the model calls noise gets no message, and the pager hears nothing of the model', () => {
  const { postGates, pageGates } = createFeedback(
    month(createRandom(1)).map((one) => ({ ...one, seen: { kinds: [], severity: 'info' as const, affected: 0 } })),
  );
  const gates = Array.from({ length: 200 }, (_, at) => postGates(incident({ id: `inc-${at}` }))).flat();
  const held = gates.filter(({ passed }) => !passed);
  expect(held[0]).toMatchObject({ name: 'relevance', sentence: expect.stringMatching(/probability of \d+ %\.$/) });
  const told = gates.filter(({ passed }) => passed);
  expect(told.length).toBeGreaterThan(5);
  expect(told.length).toBeLessThan(45);
  expect(told.every(({ sentence }) => sentence.includes('one in ten such is told all the same'))).toBe(true);
  expect(pageGates(incident())).toEqual([]);
  expect(createFeedback([]).postGates(incident())).toEqual([]);
});

test('logistic regression finds the weights that the data was made from', () => {
  const random = createRandom(3);
  const examples = Array.from({ length: 4_000 }, () => {
    const features = [random() * 4 - 2, random() * 4 - 2, 5];
    return { features, isUseful: random() < 1 / (1 + Math.exp(-(0.5 + 2 * (features[0] ?? 0) - (features[1] ?? 0)))) };
  });
  const predict = fitLogistic(examples);
  const logit = (features: readonly number[]): number => Math.log(predict(features) / (1 - predict(features)));
  expect(logit([0, 0, 5])).toBeCloseTo(0.5, 0);
  expect(logit([1, 0, 5]) - logit([0, 0, 5])).toBeCloseTo(2, 0);
  expect(logit([0, 1, 5]) - logit([0, 0, 5])).toBeCloseTo(-1, 0);
});

test('marks that can be told apart entirely, and features without sense, give finite numbers', () => {
  const examples = Array.from({ length: 50 }, (_, at) => ({ features: [at < 25 ? 0 : 1, 0], isUseful: at >= 25 }));
  const predict = fitLogistic(examples);
  expect(predict([1, 0])).toBeGreaterThan(0.9);
  expect(predict([0, 0])).toBeLessThan(0.1);
  const odd = featuresOf(incident({ anomalies: [anomaly({ z: Number.NaN, observed: Infinity, expected: 0 })], confidence: Number.NaN }));
  expect(odd).toHaveLength(featureNames.length);
  expect(odd.every(Number.isFinite)).toBe(true);
});

test('precision, recall, F1 and AUC are what the books say', () => {
  const scored = [
    { isUseful: true, isTold: true, score: 0.9 },
    { isUseful: false, isTold: true, score: 0.8 },
    { isUseful: true, isTold: false, score: 0.4 },
    { isUseful: false, isTold: false, score: 0.1 },
  ];
  expect(measure(scored)).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5, auc: 0.75 });
  expect(measure([])).toEqual({ precision: 0, recall: 0, f1: 0, auc: 0 });
});

test("a person's last word counts, and of many people the majority", () => {
  const mark = (user: string, said: string, atMs: number) => ({ user, mark: said, atMs });
  expect(opinionOf([mark('U1', 'useful', 1), mark('U1', 'noise', 2)])).toEqual({ opinion: 'noise', atMs: 2 });
  expect(opinionOf([mark('U1', 'useful', 1), mark('U2', 'noise', 2)])).toBeNull();
  expect(opinionOf([mark('U1', 'useful', 1), mark('U2', 'noise', 2), mark('U3', 'noise', 3)])).toEqual({ opinion: 'noise', atMs: 3 });
  expect(opinionOf([mark('U1', 'acknowledge', 1)])).toBeNull();
});
