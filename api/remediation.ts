/** `spec.remediation` of a LogDetector: what may be done about an incident when a permitted person confirms it. */
import { z } from 'zod';
import { integer } from './rule.ts';

const actions = ['UndoRollout', 'RaiseMemoryLimit', 'Restart', 'Scale', 'Cordon'] as const;

const hasNoDuplicates = (values: readonly string[]): boolean => new Set(values).size === values.length;

export const RemediationSchema = z
  .strictObject({
    actions: z
      .array(z.enum(actions))
      .min(1)
      .max(actions.length)
      .refine(hasNoDuplicates, 'must be without duplicates')
      .meta({ 'x-kubernetes-list-type': 'set' })
      .describe(
        'What may be done: UndoRollout, RaiseMemoryLimit, Restart, Scale (back to what it was), Cordon (a node). Each also needs the permission ' +
          'that the chart grants with remediation.enabled.',
      ),
    watchMinutes: integer(1, 120)
      .exactOptional()
      .describe('For how long its effect is watched; what makes things worse meanwhile is undone. Default: 10, enough for a rollout.'),
  })
  .describe(
    "What the operator may change when an operator of the administrator's configuration (slack.operators) confirms it for an incident, after a " +
      'preview. Never by itself. Default: nothing.',
  );

/** The remediation in which every default stands; no actions: nothing is ever changed. */
export function resolveRemediation({ actions: wished, watchMinutes = 10 }: Partial<z.infer<typeof RemediationSchema>>) {
  return { actions: (wished ?? []).map((action) => names[action]), watchMinutes };
}

/** As the engine calls them. */
const names = {
  UndoRollout: 'undo-rollout',
  RaiseMemoryLimit: 'raise-limit',
  Restart: 'restart',
  Scale: 'scale',
  Cordon: 'cordon',
} as const satisfies Record<(typeof actions)[number], string>;
