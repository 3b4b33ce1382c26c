/** Label selectors, node selector terms, taints and tolerations, as the scheduler evaluates them. */
import type { Fields } from '../../evidence/field.ts';
import { fieldsAt, listAt, scalarAt, scalarsAt, textAt } from '../../evidence/field.ts';

type Labels = Readonly<Record<string, unknown>>;

/** Every pair of `wanted` stands in `labels`. */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** A label selector with `matchLabels` and `matchExpressions`; an empty one matches everything. */
export function matchesSelector(labels: Labels, selector: unknown): boolean {
  return hasLabels(labels, fieldsAt(selector, 'matchLabels')) && matchesAll(labels, listAt(selector, 'matchExpressions'));
}

/** `nodeSelectorTerms`: one of them must match; none at all matches nothing. */
export function matchesTerms(node: { readonly labels: Labels; readonly name: string }, terms: readonly Fields[]): boolean {
  return terms.some((term) => {
    const [expressions, fields] = [listAt(term, 'matchExpressions'), listAt(term, 'matchFields')];
    if (expressions.length + fields.length === 0) return false;
    return matchesAll(node.labels, expressions) && matchesAll({ 'metadata.name': node.name }, fields);
  });
}

export function tolerates(tolerations: readonly Fields[], taint: Fields): boolean {
  return tolerations.some((toleration) => {
    const [key, effect, operator] = [textAt(toleration, 'key'), textAt(toleration, 'effect'), textAt(toleration, 'operator') ?? 'Equal'];
    if (effect !== undefined && effect !== '' && effect !== taint['effect']) return false;
    if (key === undefined || key === '') return operator === 'Exists';
    return key === taint['key'] && (operator === 'Exists' || (toleration['value'] ?? '') === (taint['value'] ?? ''));
  });
}

function matchesAll(labels: Labels, expressions: readonly Fields[]): boolean {
  return expressions.every((expression) => matches(labels, expression));
}

function matches(labels: Labels, expression: Fields): boolean {
  const value = scalarAt(labels, textAt(expression, 'key') ?? '');
  const values = scalarsAt(expression, 'values');
  const holds = operators[textAt(expression, 'operator') ?? ''];
  return holds?.(value, values) ?? false;
}

const operators: Readonly<Record<string, (value: string | undefined, values: readonly string[]) => boolean>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
  Gt: (value, [least]) => Number(value) > Number(least),
  Lt: (value, [most]) => Number(value) < Number(most),
};
