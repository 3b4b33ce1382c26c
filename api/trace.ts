/** The path of one request through the workloads, by its id. Part of the contract. */
import { z } from 'zod';
import { DetectorIdSchema } from './detector-id.ts';

const StepSchema = z.object({
  atMs: z.number(),
  level: z.string(),
  /** Redacted; of a line that was not kept itself, its pattern. */
  text: z.string(),
  isPattern: z.boolean(),
  /** Null for a span. */
  pattern: z.string().nullable(),
  /** How long a span took; null for a line. */
  forMs: z.number().nullable(),
});

const StepName = z.object({ workload: z.string(), form: z.string() });

export const RequestTraceSchema = z.object({
  detector: DetectorIdSchema,
  id: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  /** Workloads as `namespace/name`, in the order in which the request came to them. */
  hops: z.array(
    z.object({ workload: z.string(), fromMs: z.number(), toMs: z.number(), isFailing: z.boolean(), steps: z.array(StepSchema) }),
  ),
  /** Where it went wrong first; null where nothing says that it did. */
  failing: z.object({ workload: z.string(), atMs: z.number(), text: z.string() }).nullable(),
  /** Lines that such requests have and this one has not; null while it may be under way. */
  missing: z
    .array(StepName.extend({ beside: StepName, requests: z.number().int(), without: z.number().int(), isReached: z.boolean() }))
    .nullable(),
  /** Lines and spans besides those that are told. */
  more: z.number().int(),
});

export const TraceReplySchema = z.object({
  /** One for each LogDetector that has lines of it. */
  traces: z.array(RequestTraceSchema),
  /** Ids that begin so, where more than one does, and how many others. */
  candidates: z.array(z.string()),
  more: z.number().int(),
  /** It was seen, and is no longer kept. */
  isExpired: z.boolean(),
  /** How many requests are kept, and since when; `sinceAtMs` null where none is. */
  kept: z.array(
    z.object({ detector: DetectorIdSchema, requests: z.number().int(), failed: z.number().int(), sinceAtMs: z.number().nullable() }),
  ),
  /** How many requests without and with an error are kept of each LogDetector at most, and how long. */
  bounds: z.object({ requests: z.number(), failed: z.number(), forMs: z.number() }),
});

export const TraceQuerySchema = z.object({ namespaces: z.string() });

export type RequestTrace = z.infer<typeof RequestTraceSchema>;
export type TraceReply = z.infer<typeof TraceReplySchema>;
