/** Patterns as a list: what the logs say most. Part of the contract. */
import { z } from 'zod';
import { DescriptionSchema } from './change.ts';
import { DetectorIdSchema } from './detector-id.ts';

export const PatternViewSchema = z.object({
  detector: DetectorIdSchema,
  workload: z.string(),
  id: z.string(),
  text: z.string(),
  level: z.string(),
  cluster: z.string().nullable(),
  /** Lines in the asked window, and their share of all lines in it. */
  count: z.number(),
  share: z.number(),
  isNew: z.boolean(),
  /** Null while learning; otherwise lines usual in such a window. */
  usual: z.number().nullable(),
  firstSeenAtMs: z.number(),
  lastSeenAtMs: z.number(),
  sample: z.string(),
  /** What people have said of it; absent: nothing. */
  description: DescriptionSchema.optional(),
});

export const PatternsQuerySchema = z.object({
  namespaces: z.string(),
  workload: z.string().max(253).optional(),
  forSeconds: z.coerce.number().int().min(5).max(604_800).default(3600),
  /** Those that are new, errors, or new or far from usual; default all. */
  only: z.enum(['new', 'error', 'changed']).optional(),
  /** Instead of a length: since the last rollout of what is asked for; as if it were not said where none is known. */
  since: z.enum(['deploy']).optional(),
  limit: z.coerce.number().int().min(1).max(20_000).default(10),
});

export const PatternsReplySchema = z.object({
  patterns: z.array(PatternViewSchema),
  windowFromAtMs: z.number(),
  windowToAtMs: z.number(),
  learning: z.string().nullable(),
  /** `rollout of cart: image v1 to v2`, where the window begins with it; null where none is known. Absent: nobody asked. */
  rollout: z.string().nullable().optional(),
});
export type PatternView = z.infer<typeof PatternViewSchema>;
export type PatternsQuery = z.input<typeof PatternsQuerySchema>;
export type PatternsReply = z.infer<typeof PatternsReplySchema>;
