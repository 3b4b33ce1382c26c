/** What an expression answers at an instant, over series given as functions of time. As Prometheus does, but without extrapolation. */
import type { Expression } from './parse.ts';

type Labels = Readonly<Record<string, string>>;

export interface Series {
  readonly metric: string;
  readonly labels: Labels;
  /** Undefined where it has no sample. */
  readonly at: (atMs: number) => number | undefined;
}

interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};
const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};
const aggregations: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((total, value) => total + value, 0),
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  count: (values) => values.length,
  avg: (values) => values.reduce((total, value) => total + value, 0) / values.length,
};

/** The samples that are true; an alert fires for each. */
export function evaluate(expression: Expression, series: readonly Series[], atMs: number): readonly Sample[] {
  switch (expression.type) {
    case 'number':
      return [{ labels: {}, value: expression.value }];
    case 'vector':
      return select(expression, series).flatMap(({ labels, at }) => {
        const value = at(atMs);
        return value === undefined ? [] : [{ labels, value }];
      });
    case 'call':
      return call(expression, series, atMs);
    case 'aggregate':
      return aggregate(expression, evaluate(expression.arg, series, atMs));
    case 'binary':
      return combine(expression, evaluate(expression.left, series, atMs), evaluate(expression.right, series, atMs));
    default:
      return expression satisfies never;
  }
}

function select({ metric, matchers }: Extract<Expression, { type: 'vector' }>, series: readonly Series[]): readonly Series[] {
  const wanted = Object.entries(matchers);
  return series.filter((one) => one.metric === metric && wanted.every(([label, value]) => one.labels[label] === value));
}

function call({ name, args }: Extract<Expression, { type: 'call' }>, series: readonly Series[], atMs: number): readonly Sample[] {
  const [arg] = args;
  if (name === 'absent' && arg) return evaluate(arg, series, atMs).length === 0 ? [{ labels: {}, value: 1 }] : [];
  if (arg?.type !== 'vector' || arg.overMs === null) throw new Error(`${name} is not evaluated here`);
  const { overMs } = arg;
  return select(arg, series).flatMap(({ labels, at }) => {
    const [first, last] = [at(atMs - overMs), at(atMs)];
    if (first === undefined || last === undefined) return [];
    return [{ labels, value: name === 'rate' ? (last - first) / (overMs / 1000) : last - first }];
  });
}

function aggregate({ name, by }: Extract<Expression, { type: 'aggregate' }>, samples: readonly Sample[]): readonly Sample[] {
  const groups = Map.groupBy(samples, ({ labels }) => keyOf(labels, by));
  return [...groups.values()].map((group) => ({
    labels: Object.fromEntries(by.map((label) => [label, group[0]?.labels[label] ?? ''])),
    value: aggregations[name]?.(group.map(({ value }) => value)) ?? Number.NaN,
  }));
}

function combine(
  { operator, on, right: given }: Extract<Expression, { type: 'binary' }>,
  left: readonly Sample[],
  right: readonly Sample[],
): readonly Sample[] {
  const partnersOf = (sample: Sample) =>
    given.type === 'number' ? right : right.filter(({ labels }) => keyOf(labels, on) === keyOf(sample.labels, on));
  if (operator === 'or')
    return [...left, ...right.filter((one) => !left.some(({ labels }) => keyOf(labels, on) === keyOf(one.labels, on)))];
  if (operator === 'and') return left.filter((sample) => partnersOf(sample).length > 0);
  if (operator === 'unless') return left.filter((sample) => partnersOf(sample).length === 0);
  return left.flatMap((sample) => {
    const [partner] = partnersOf(sample);
    if (!partner) return [];
    const holds = comparisons[operator];
    if (holds) return holds(sample.value, partner.value) ? [sample] : [];
    return [{ labels: sample.labels, value: arithmetic[operator]?.(sample.value, partner.value) ?? Number.NaN }];
  });
}

/** By the labels named, else by all. */
function keyOf(labels: Labels, by: readonly string[] | null): string {
  const names = by ?? Object.keys(labels).toSorted();
  return JSON.stringify(names.map((name) => [name, labels[name] ?? '']));
}
