/** Answers to single questions that people ask of the operator, in Slack and in a terminal alike: part of the contract. */
import { z } from 'zod';
import { DescriptionSchema } from './change.ts';
import { DetectorIdSchema } from './detector-id.ts';
import { IncidentSchema } from './incident.ts';

export const PatternQuerySchema = z.object({ namespaces: z.string(), workload: z.string().max(253).optional() });
/** One pattern in one workload: ids are made of what a line looks like, so several workloads may have the same. */
export const PatternDetailSchema = z.object({
  detector: DetectorIdSchema,
  workload: z.string(),
  id: z.string(),
  text: z.string(),
  level: z.string(),
  cluster: z.string().nullable(),
  /** Since it is known. */
  lines: z.number(),
  firstSeenAtMs: z.number(),
  lastSeenAtMs: z.number(),
  /** Redacted, the newest last. */
  samples: z.array(z.object({ text: z.string(), atMs: z.number().nullable() })),
  /** Lines in stretches up to now; `usual`: in one stretch, null while learning. */
  rate: z.object({ fromAtMs: z.number(), stepMs: z.number(), counts: z.array(z.number()), usual: z.number().nullable() }),
  /** What stood in the places that differ, in the kept samples. */
  wildcards: z.array(z.object({ kind: z.string(), values: z.array(z.string()) })),
  /** Forms that were found to be this one. */
  forms: z.number().int(),
  /** What people have said of it and of its workload; absent: nothing. */
  descriptions: z.array(DescriptionSchema).optional(),
});
export const PatternDetailsSchema = z.object({ patterns: z.array(PatternDetailSchema), more: z.number().int() });

export const TrialQuerySchema = z.object({ forSeconds: z.coerce.number().int().min(60).max(604_800).default(86_400) });
/** What a LogDetector as it is set now would say of the incidents of a time. Nothing is done. */
export const TrialSchema = z.object({
  detector: DetectorIdSchema,
  fromAtMs: z.number(),
  toAtMs: z.number(),
  mode: z.enum(['Active', 'Shadow']),
  channel: z.string().nullable(),
  receiver: z.string().nullable(),
  posts: z.number().int(),
  pages: z.number().int(),
  /** The newest first. */
  incidents: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      severity: IncidentSchema.shape.severity,
      openedAtMs: z.number(),
      post: z.object({ yes: z.boolean(), sentence: z.string() }),
      page: z.object({ yes: z.boolean(), sentence: z.string() }),
      /** What was done when it happened. */
      wasPaged: z.boolean(),
    }),
  ),
  /** Incidents besides those that are listed. */
  more: z.number().int(),
});

/** Who would be woken by each LogDetector. */
export const OnCallSchema = z.object({
  detectors: z.array(
    z.object({
      detector: DetectorIdSchema,
      mode: z.enum(['Active', 'Shadow']),
      channel: z.string().nullable(),
      receiver: z.string().nullable(),
      escalation: z.object({ receiver: z.string(), afterMinutes: z.number() }).nullable(),
      /** Which incidents wake somebody. */
      pageOn: z.string(),
      minimumSeverity: z.string(),
      pagesLately: z.number().int(),
      pagesPerDay: z.number().int(),
      /** What the condition PagingReady says where it is not True. */
      problem: z.string().nullable(),
      /** Workloads with an owner that somebody has set. */
      owners: z.array(z.object({ workload: z.string(), owner: z.string() })),
    }),
  ),
});

export const RedactRequestSchema = z.object({ namespaces: z.string(), text: z.string().max(10_000) });
export const RedactReplySchema = z.object({
  text: z.string(),
  values: z.array(z.object({ label: z.string(), length: z.number().int() })),
  /** By whose rules besides the built-in ones. */
  detectors: z.array(z.string()),
});

/** Lines that somebody holds in hand. */
export const ExplainRequestSchema = z.object({ namespaces: z.string(), lines: z.array(z.string().min(1).max(4000)).min(1).max(10) });
export const ExplainedLineSchema = z.object({
  /** Redacted. */
  text: z.string(),
  /** Which patterns would take it, the most frequent first; none: it was never seen. */
  matches: z.array(
    z.object({
      detector: DetectorIdSchema,
      workload: z.string(),
      pattern: z.string(),
      text: z.string(),
      level: z.string(),
      /** Since it is known, and of the last hour; `usual`: in an hour, null while learning. */
      lines: z.number(),
      lastHour: z.number(),
      usual: z.number().nullable(),
      firstSeenAtMs: z.number(),
      lastSeenAtMs: z.number(),
      /** An open one that it is a part of. */
      incident: z.object({ id: z.string(), title: z.string() }).nullable(),
    }),
  ),
  /** Of other workloads. */
  more: z.number().int(),
});
export const ExplainReplySchema = z.object({
  lines: z.array(ExplainedLineSchema),
  /** Null, or how far the learning is: what is new to it may be usual. */
  learning: z.string().nullable(),
});

export type ExplainRequest = z.infer<typeof ExplainRequestSchema>;
export type ExplainedLine = z.infer<typeof ExplainedLineSchema>;
export type ExplainReply = z.infer<typeof ExplainReplySchema>;
export type PatternQuery = z.input<typeof PatternQuerySchema>;
export type PatternDetail = z.infer<typeof PatternDetailSchema>;
export type PatternDetails = z.infer<typeof PatternDetailsSchema>;
export type Trial = z.infer<typeof TrialSchema>;
export type OnCall = z.infer<typeof OnCallSchema>;
export type RedactRequest = z.infer<typeof RedactRequestSchema>;
export type RedactReply = z.infer<typeof RedactReplySchema>;
