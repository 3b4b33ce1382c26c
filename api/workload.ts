/** A workload as the faces show it. */
import { z } from 'zod';

export const WorkloadSummarySchema = z.object({
  workload: z.string(),
  pods: z.number(),
  patterns: z.number(),
  learning: z.string().nullable(),
  /** Absent from an older operator, as is the time of the last line. */
  coverage: z.object({ linesSeen: z.number(), linesDropped: z.number() }).optional(),
  lastLineAtMs: z.number().nullable().optional(),
});
