/** Versions of a model that come in from a file, and what two of them would have reported: part of the contract. */
import { z } from 'zod';

export const ImportRequestSchema = z.object({
  requestedBy: z.string().max(100),
  /** As `logbot model export` prints it; its checksum and its shape are looked at by the operator. */
  model: z.unknown(),
});
export const ImportReplySchema = z.object({ version: z.number().int(), sentence: z.string() });

/** What two versions would have reported of the last 24 hours, on the counts that are kept of them by the minute. */
export const PastAlarmSchema = z.object({
  workload: z.string(),
  pattern: z.string(),
  text: z.string(),
  level: z.string(),
  fromAtMs: z.number(),
  toAtMs: z.number(),
  /** Most lines in one minute, and what was usual. */
  lines: z.number(),
  expected: z.number(),
});
const VersionAlarmsSchema = z.object({
  version: z.number().int(),
  /** Of all; `alarms` holds the newest 200. */
  total: z.number().int(),
  alarms: z.array(PastAlarmSchema),
});
export const ComparisonSchema = z.object({
  fromAtMs: z.number(),
  toAtMs: z.number(),
  /** Minutes of workloads that both versions know. */
  windows: z.number(),
  from: VersionAlarmsSchema,
  to: VersionAlarmsSchema,
});
export const ComparisonQuerySchema = z.object({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) });

const TallySchema = z.object({
  /** An incident, or a person, says that something was wrong then. */
  confirmed: z.number().int(),
  falseAlarms: z.number().int(),
});
const FiguresSchema = z.object({
  version: z.number().int(),
  /** The version that serves meanwhile. */
  against: z.number().int(),
  startedAtMs: z.number(),
  /** Windows, minutes of a workload, before this have been judged by both. */
  judgedToAtMs: z.number(),
  windows: z.number().int(),
  /** Alarms of both; those of one alone follow. */
  agreed: z.number().int(),
  canary: TallySchema,
  serving: TallySchema,
});
/** The trial of a new version beside the one that serves. */
export const CanaryViewSchema = z.object({
  detector: z.string(),
  /** Null: none goes on. `sentence` says how it stands. */
  running: FiguresSchema.extend({ endsAtMs: z.number(), sentence: z.string() }).nullable(),
  /** Null: none has ended since this is kept. `sentence` says why it ended so. */
  last: FiguresSchema.extend({ endedAtMs: z.number(), outcome: z.enum(['promoted', 'rolled-back']), sentence: z.string() }).nullable(),
});

export type CanaryView = z.infer<typeof CanaryViewSchema>;
export type ImportRequest = z.infer<typeof ImportRequestSchema>;
export type ImportReply = z.infer<typeof ImportReplySchema>;
export type Comparison = z.infer<typeof ComparisonSchema>;
export type ComparisonQuery = z.infer<typeof ComparisonQuerySchema>;
