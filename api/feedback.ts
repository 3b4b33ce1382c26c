/** What people say of incidents, and what follows from it. Part of the contract. */
import { z } from 'zod';
import { DetectorIdSchema } from './detector-id.ts';

export const MarkSchema = z.object({
  mark: z.enum(['acknowledge', 'useful', 'noise']),
  user: z.string().max(100),
  atMs: z.number(),
  /** Why, in a few words, redacted; absent: not said. */
  reason: z.string().max(200).optional(),
});

export const MarkRequestSchema = MarkSchema.omit({ atMs: true });

const MetricsSchema = z.object({ precision: z.number(), recall: z.number(), f1: z.number(), auc: z.number() });

/** What people's marks say, and what follows from them. */
export const FeedbackViewSchema = z.object({
  detector: DetectorIdSchema,
  /** Incidents that most of those who marked them called so. */
  useful: z.number(),
  noise: z.number(),
  /** Share of the marked ones that are useful; null without a mark. */
  precision: z.number().nullable(),
  /** `model` and `rule` (telling all) as measured on marks that were held out; null while there are too few. */
  relevance: z.object({
    state: z.enum(['few-marks', 'not-better', 'used']),
    sentence: z.string(),
    model: MetricsSchema.nullable(),
    rule: MetricsSchema.nullable(),
  }),
  /** Kinds that are held back until they are worse than when they were called noise. */
  quiet: z.array(z.object({ workload: z.string(), kind: z.string(), pattern: z.string().nullable(), sinceAtMs: z.number() })),
  /** Why people said so, the newest ten; absent from an older operator. */
  reasons: z.array(MarkSchema.omit({ reason: true }).extend({ incident: z.string(), title: z.string(), reason: z.string() })).optional(),
});

export type Mark = z.infer<typeof MarkSchema>;
export type FeedbackView = z.infer<typeof FeedbackViewSchema>;
export type MarkRequest = z.infer<typeof MarkRequestSchema>;
