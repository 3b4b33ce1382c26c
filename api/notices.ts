/** Messages that are about no single incident: how a week went, and what a LogDetector covers on its first day. */
import { z } from 'zod';
import { DetectorIdSchema } from './detector-id.ts';

const PatternSchema = z.object({ workload: z.string(), text: z.string(), incidents: z.number().int() });

/** One week (of UTC, from Monday). */
export const WeekSchema = z.object({
  detector: DetectorIdSchema,
  fromAtMs: z.number(),
  toAtMs: z.number(),
  incidents: z.number().int(),
  pages: z.number().int(),
  /** Pages that the budget of the day held back. */
  heldByBudget: z.number().int(),
  /** As people have marked the incidents that are kept; precision is the share of useful ones, null without a mark. */
  useful: z.number().int(),
  noise: z.number().int(),
  precision: z.number().nullable(),
  /** What most incidents of the week were about. */
  noisiest: z.array(PatternSchema),
  /** Kinds that are quiet, because people called them noise or muted them. */
  muted: z.array(z.string()),
});

/** What is covered and what is being learned, told once. */
export const WelcomeSchema = z.object({
  detector: DetectorIdSchema,
  workloads: z.array(z.object({ workload: z.string(), learning: z.string().nullable() })),
  /** Besides those that are listed. */
  more: z.number().int(),
  receiver: z.string().nullable(),
});

const RevisionPatternSchema = z.object({ id: z.string(), text: z.string(), lines: z.number() });

/** What a new revision of a workload writes against the one before it. */
export const RevisionSchema = z.object({
  detector: DetectorIdSchema,
  /** `cart`, of a ClusterLogDetector `shop/cart`. */
  workload: z.string(),
  /** `ReplicaSet cart-7d9f`, `revision db-5c4`. */
  revision: z.string(),
  /** What was changed, in words. */
  text: z.string(),
  atMs: z.number(),
  /** Errors that are new, with their lines since; and those that are gone, with their lines in as long a time before. */
  fresh: z.array(RevisionPatternSchema),
  gone: z.array(RevisionPatternSchema),
});

export type Revision = z.infer<typeof RevisionSchema>;
export type Week = z.infer<typeof WeekSchema>;
export type Welcome = z.infer<typeof WelcomeSchema>;
