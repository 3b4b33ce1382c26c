/**
 * The LogDetector, `logdetectors.logdetector.dev/v1alpha1`, and the ClusterLogDetector. These schemas are the source of the CRDs, of
 * `docs/logdetector.md` and of the checks made where no API server is near. Descriptions are what `kubectl explain ld.spec` prints.
 *
 * Defaults are applied by `defaults` when the object is read, not stored by the API server: what stands in the cluster is what its
 * owner wrote, and a later release may choose better.
 */
import { z } from 'zod';
import { ClusterLogDetectorSpecSchema } from './cluster-spec.ts';
import { sentence } from './rule.ts';
import { LogDetectorSpecSchema } from './spec.ts';
import { ClusterLogDetectorStatusSchema, LogDetectorStatusSchema } from './status.ts';

export { engineSettingsOf, policyOf } from './judgement.ts';
export { soundNamespaces } from './cluster-spec.ts';
export { isNamespaceSelected, isSelected } from './selection.ts';
export { conditionReasons, conditionTypes, namespacesToldAtMost } from './status.ts';
export { defaults, excludeAnnotation, soundParts } from './spec.ts';
export type { LogDetectorSelector, LogDetectorSpec, ResolvedSpec } from './spec.ts';
export type {
  ConditionReason,
  ConditionType,
  ClusterLogDetectorStatus,
  LogDetectorCondition,
  LogDetectorStatus,
  NamespaceStatus,
} from './status.ts';

export const group = 'logdetector.dev';
export const version = 'v1alpha1';
export const plural = 'logdetectors';
export const kind = 'LogDetector';
export const clusterPlural = 'clusterlogdetectors';
export const clusterKind = 'ClusterLogDetector';
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

export const ClusterLogDetectorSchema = z
  .strictObject({
    apiVersion: z.literal(apiVersion),
    kind: z.literal(clusterKind),
    metadata: z.looseObject({ name: z.string().min(1).max(253), namespace: z.undefined().optional() }),
    spec: ClusterLogDetectorSpecSchema,
    status: ClusterLogDetectorStatusSchema.optional(),
  })
  .describe(
    'A ClusterLogDetector is a LogDetector for the pods of many namespaces, which platform teams choose by label. It lies in no namespace, so that ' +
      'only those whom a cluster administrator lets can make one.',
  );

export type ClusterLogDetector = z.infer<typeof ClusterLogDetectorSchema>;
/** Of either kind: what reads and judges logs does not ask which. */
export type LogDetector = z.infer<typeof LogDetectorSchema> | ClusterLogDetector;

export function isOfCluster(detector: LogDetector): detector is ClusterLogDetector {
  return detector.kind === clusterKind;
}

/** What is wrong with a detector of either kind, as the API server would say it: whole sentences, each `<path> must be ...`. Empty: nothing. */
export function validate(object: unknown): string[] {
  const isCluster = typeof object === 'object' && object !== null && 'kind' in object && object.kind === clusterKind;
  const parsed = (isCluster ? ClusterLogDetectorSchema : LogDetectorSchema).safeParse(object, { reportInput: true });
  return parsed.success ? [] : parsed.error.issues.map(sentence);
}
