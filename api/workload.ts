/** A workload as the faces show it. */
import { z } from 'zod';
import { DescriptionSchema } from './change.ts';

export const WorkloadSummarySchema = z.object({
  workload: z.string(),
  pods: z.number(),
  patterns: z.number(),
  learning: z.string().nullable(),
  /** Absent from an older operator, as is the time of the last line. */
  coverage: z.object({ linesSeen: z.number(), linesDropped: z.number() }).optional(),
  lastLineAtMs: z.number().nullable().optional(),
  /** What people have said of it; absent: nothing. */
  description: DescriptionSchema.optional(),
});
