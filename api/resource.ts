/**
 * The LogDetector, `logdetectors.logdetector.dev/v1alpha1`. This schema is the source of the CRD, of `docs/logdetector.md` and of the
 * checks made where no API server is near. Descriptions are what `kubectl explain ld.spec` prints.
 *
 * Defaults are applied by `defaults` when the object is read, not stored by the API server: what stands in the cluster is what its
 * owner wrote, and a later release may choose better.
 */
import { z } from 'zod';
import { sentence } from './rule.ts';
import { LogDetectorSpecSchema } from './spec.ts';
import { LogDetectorStatusSchema } from './status.ts';

export { engineSettingsOf, policyOf } from './judgement.ts';
export { isSelected } from './selection.ts';
export { conditionReasons, conditionTypes } from './status.ts';
export { defaults, excludeAnnotation, soundParts } from './spec.ts';
export type { LogDetectorSelector, LogDetectorSpec, ResolvedSpec } from './spec.ts';
export type { ConditionReason, ConditionType, LogDetectorCondition, LogDetectorStatus } from './status.ts';

export const group = 'logdetector.dev';
export const version = 'v1alpha1';
export const plural = 'logdetectors';
export const kind = 'LogDetector';
export const apiVersion = `${group}/${version}`;

export const LogDetectorSchema = z
  .strictObject({
    apiVersion: z.literal(apiVersion),
    kind: z.literal(kind),
    metadata: z.looseObject({
      name: z.string().min(1).max(253),
      namespace: z.string().min(1).max(63).optional(),
    }),
    spec: LogDetectorSpecSchema,
    status: LogDetectorStatusSchema.optional(),
  })
  .describe(
    'A LogDetector reads the logs of the pods it selects, learns what is usual, and reports what breaks it: one message an incident.',
  );

export type LogDetector = z.infer<typeof LogDetectorSchema>;

/** What is wrong with a LogDetector, as the API server would say it: whole sentences, each `<path> must be ...`. Empty: nothing. */
export function validate(object: unknown): string[] {
  const parsed = LogDetectorSchema.safeParse(object, { reportInput: true });
  return parsed.success ? [] : parsed.error.issues.map(sentence);
}
