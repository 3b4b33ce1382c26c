/** The status of a LogDetector: only what changes slowly. Counts of lines, incidents and the like are asked of the API instead. */
import { z } from 'zod';
import { integer } from './rule.ts';

/**
 * Every condition type with the reasons it may carry; both lists are closed, so that scripts may rely on them. The first reason of
 * each is the good one (status True).
 */
export const conditionReasons = {
  /** The summary. When it is not True it carries reason and message of the first condition that is to blame. */
  Ready: ['AllReady', 'Paused', 'Invalid'],
  StreamsReady: [
    'Streaming',
    'Receiving',
    'NoInlet',
    'NothingReceived',
    'NoPodsSelected',
    'NoNamespacesSelected',
    'StreamsFailing',
    'LogsForbidden',
    'CredentialsRefused',
    'ApiUnreachable',
    'StoreUnavailable',
    'LimitReached',
    'Paused',
  ],
  BaselineReady: ['Learned', 'Learning', 'NoLinesYet', 'LimitReached', 'Paused'],
  ModelReady: [
    'Serving',
    'Pinned',
    'CanaryRunning',
    'NotTrainedYet',
    'TooLittleData',
    'WorseThanServing',
    'TrainingFailed',
    'CanaryRolledBack',
    'VersionNotFound',
    'ModelCorrupt',
    'ModelNewer',
    'StoreUnavailable',
  ],
  ModelCurrent: ['Current', 'Drifted', 'NotTrainedYet', 'LimitReached', 'Paused'],
  SlackReady: [
    'Connected',
    'NotConfigured',
    'Connecting',
    'Disabled',
    'ChannelNotAllowed',
    'ChannelNotFound',
    'NotInChannel',
    'TokenInvalid',
    'ScopeMissing',
    'SlackUnreachable',
    'BotUnreachable',
    'Shadow',
  ],
  PagingReady: [
    'Configured',
    'NotConfigured',
    'Shadow',
    'ReceiverUnknown',
    'ReceiverNotAllowed',
    'ReceiverRejected',
    'ReceiverUnreachable',
    'PageGivenUp',
  ],
  CoverageComplete: ['Complete', 'LinesDropped', 'GapInStream', 'NoLinesYet', 'LimitReached', 'Paused'],
  /** Whether the logs are fit to be judged; the reasons are the doctor's findings, the gravest names it. */
  LogsSound: [
    'Sound',
    'CoverageLow',
    'EncodingBroken',
    'FormatChanged',
    'ClockSkewed',
    'VolumeHigh',
    'TemplatesExploding',
    'PoorPatterns',
    'OnePatternDominates',
    'ModelDrifted',
    'ObjectsForgotten',
    'NoLinesYet',
    'LimitReached',
    'Paused',
  ],
  /** What new revisions write against those before them. */
  RolloutClean: ['NoNewErrors', 'NoRollout', 'Watching', 'NotCompared', 'NewErrorPatterns', 'LimitReached', 'Paused'],
} as const;

export type ConditionType = keyof typeof conditionReasons;
export type ConditionReason<T extends ConditionType = ConditionType> = (typeof conditionReasons)[T][number];

export const conditionTypes = [
  'Ready',
  'StreamsReady',
  'BaselineReady',
  'ModelReady',
  'ModelCurrent',
  'SlackReady',
  'PagingReady',
  'CoverageComplete',
  'LogsSound',
  'RolloutClean',
] as const satisfies readonly ConditionType[];

const ConditionSchema = z
  .strictObject({
    type: z
      .string()
      .min(1)
      .max(316)
      .describe(
        'What is judged: Ready (the summary), StreamsReady, BaselineReady, ModelReady, ModelCurrent, SlackReady, PagingReady, CoverageComplete, LogsSound or RolloutClean.',
      ),
    status: z.enum(['True', 'False', 'Unknown']).describe('True is good in every type.'),
    observedGeneration: integer(0, Number.MAX_SAFE_INTEGER).optional().describe('The metadata.generation that was judged.'),
    lastTransitionTime: z.iso.datetime({ offset: true }).meta({ format: 'date-time' }).describe('When the status last changed.'),
    reason: z.string().min(1).max(1024).describe('One word of a closed list, for scripts; docs/logdetector.md lists them.'),
    message: z.string().max(32_768).describe('A sentence for people: what is the case and, if something is wrong, what to do.'),
  })
  .describe('One judgement about the LogDetector.');

export const LogDetectorStatusSchema = z
  .strictObject({
    observedGeneration: integer(0, Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('The metadata.generation that the operator acted on last. Lower than metadata.generation: a change is still to be seen.'),
    conditions: z
      .array(ConditionSchema)
      .max(32)
      .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] })
      .optional()
      .describe('Judgements, one of each type. Ready sums them up.'),
    workloads: integer(0, 100_000).optional().describe('Workloads (Deployments, StatefulSets and so on) whose logs are read.'),
    patterns: integer(0, 10_000_000).optional().describe('Log patterns known, over all workloads.'),
    servingModelVersion: integer(0, 1_000_000_000)
      .optional()
      .describe('The model in use: spec.model.pinnedVersion if that is set, else the latest that was accepted. 0: none yet.'),
    canaryModelVersion: integer(1, 1_000_000_000).optional().describe('The model that is on trial beside the one in use. Absent: none.'),
    latestModelVersion: integer(0, 1_000_000_000).optional().describe('The highest model version made so far. 0: none yet.'),
    shadow: z
      .strictObject({
        posts: integer(0, 100_000).describe('Incidents that would have been posted.'),
        pages: integer(0, 100_000).describe('Those of them for which somebody would have been paged.'),
      })
      .optional()
      .describe(
        'In shadow mode (spec.mode), what would have been said of the incidents of the last seven days. Absent: the mode is Active.',
      ),
    lastRetrainTime: z.iso
      .datetime({ offset: true })
      .meta({ format: 'date-time' })
      .optional()
      .describe('When the last training ended, well or not.'),
    lastRetrainRequestTime: z.iso
      .datetime({ offset: true })
      .meta({ format: 'date-time' })
      .optional()
      .describe('The spec.model.retrainRequestTime that was acted on last; a wish with another time is still to be done.'),
  })
  .describe('What the operator last found. Written by the operator only.');

/** Namespaces that are told of one by one. */
export const namespacesToldAtMost = 50;

const NamespaceStatusSchema = z
  .strictObject({
    name: z.string().min(1).max(63).describe('The namespace.'),
    workloads: integer(0, 100_000).describe('Workloads of it whose logs are read.'),
    containers: integer(0, 1_000_000).describe('Containers of it whose logs are read.'),
    leftToLogDetectors: integer(0, 1_000_000).describe('Pods of it that are left to LogDetectors of the namespace.'),
  })
  .describe('What is read of one namespace.');

export const ClusterLogDetectorStatusSchema = LogDetectorStatusSchema.extend({
  selectedNamespaces: integer(0, 1_000_000).optional().describe('Namespaces that spec.namespaces selects.'),
  namespaces: z
    .array(NamespaceStatusSchema)
    .max(namespacesToldAtMost)
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] })
    .optional()
    .describe(`The selected namespaces, those with the most containers first; ${namespacesToldAtMost} at most.`),
  leftToLogDetectors: integer(0, 1_000_000)
    .optional()
    .describe('Selected pods, in all namespaces, that are left to LogDetectors of their own namespace.'),
}).describe('What the operator last found. Written by the operator only.');

export type NamespaceStatus = z.infer<typeof NamespaceStatusSchema>;
export type ClusterLogDetectorStatus = z.infer<typeof ClusterLogDetectorStatusSchema>;
export type LogDetectorCondition = z.infer<typeof ConditionSchema>;
export type LogDetectorStatus = z.infer<typeof LogDetectorStatusSchema>;
