/** What the faces are told of pages: whether somebody was woken and why, and what was held back. */
import { z } from 'zod';
import { DetectorIdSchema } from './detector-id.ts';
import { GateSchema, IncidentSchema } from './incident.ts';

export const PageSchema = z.object({
  state: z.enum(['not-paged', 'pending', 'paged', 'failed', 'resolved']),
  receiver: z.string().nullable(),
  atMs: z.number().nullable(),
  /** Every gate of the paging policy in the order it was asked, passed or not. */
  gates: z.array(GateSchema),
  /** `Paged oncall: 3 workloads fail in order along their calls.` or why not. */
  sentence: z.string(),
  /** When it was decided to wake somebody; what was acknowledged before it was another page. */
  wantedAtMs: z.number().optional(),
});

/** What would have woken somebody on a day (of UTC), had it not been held back. */
export const DigestSchema = z.object({
  detector: DetectorIdSchema,
  fromAtMs: z.number(),
  toAtMs: z.number(),
  /** Pages that went out on that day. */
  pages: z.number().int(),
  held: z.array(
    z.object({ id: z.string(), title: z.string(), severity: IncidentSchema.shape.severity, atMs: z.number(), sentence: z.string() }),
  ),
  /** Held back besides those that are listed. */
  more: z.number().int(),
});

/** Whether the receiver of a LogDetector takes a page that says of itself to be a test. */
export const TestPageRequestSchema = z.object({ requestedBy: z.string().min(1).max(100) });
export const TestPageReplySchema = z.object({ receiver: z.string().nullable(), delivered: z.boolean(), sentence: z.string() });

export type TestPageRequest = z.infer<typeof TestPageRequestSchema>;
export type TestPageReply = z.infer<typeof TestPageReplySchema>;
export type Page = z.infer<typeof PageSchema>;
export type Digest = z.infer<typeof DigestSchema>;
