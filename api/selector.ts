/** A selection by labels, as Kubernetes writes it: what a LogDetector chooses pods by, and a ClusterLogDetector namespaces too. */
import { z } from 'zod';
import { matching, uniqueList, withRule } from './rule.ts';

const LabelValue = matching(
  z.string().max(63),
  /^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/,
  'must be a label value: letters, digits, "-", "_" and "."',
);

const ExpressionSchema = withRule(
  z.strictObject({
    key: z.string().min(1).max(316).describe('The label.'),
    operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']).describe('How the label is compared with the values.'),
    values: uniqueList(LabelValue, 64).exactOptional().describe('Values for In and NotIn; the other operators take none.'),
  }),
  {
    rule: "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
    message: 'must be given values with In and NotIn, and none with Exists and DoesNotExist',
    check: ({ operator, values }) => ['In', 'NotIn'].includes(operator) === (values ?? []).length > 0,
  },
).describe('One condition on a label.');

const SelectorSchema = z
  .strictObject({
    matchLabels: z
      .record(z.string(), LabelValue)
      .refine((labels) => Object.keys(labels).length <= 32, 'must be at most 32 labels')
      .meta({ maxProperties: 32 })
      .exactOptional()
      .describe('Labels with the value that must be there.'),
    matchExpressions: z
      .array(ExpressionSchema)
      .max(32)
      .meta({ 'x-kubernetes-list-type': 'atomic' })
      .exactOptional()
      .describe('Further conditions on labels; all of them must hold.'),
  })
  .meta({ 'x-kubernetes-map-type': 'atomic' });

export type LabelSelector = z.infer<typeof SelectorSchema>;

/** `description` says what is selected. */
export function selectorSchema(description: string): typeof SelectorSchema {
  return SelectorSchema.describe(description);
}

export function selectsLabels(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => valueOf(labels, key) === value) &&
    (selector.matchExpressions ?? []).every((expression) => holds(expression, labels))
  );
}

function holds(expression: z.infer<typeof ExpressionSchema>, labels: Readonly<Record<string, string>>): boolean {
  const value = valueOf(labels, expression.key);
  switch (expression.operator) {
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'In':
      return value !== undefined && (expression.values ?? []).includes(value);
    case 'NotIn':
      return value === undefined || !(expression.values ?? []).includes(value);
    default:
      return false;
  }
}

/** A label may be called `constructor`, which every object has by nature. */
function valueOf(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
