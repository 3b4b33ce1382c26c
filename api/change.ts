/**
 * What people change from chat or terminal: one request for all of it, shown first and then done exactly as it was shown. Kept in the operator's store,
 * so that a restart or another leader forgets none of it. Part of the contract.
 */
import { z } from 'zod';
import { DetectorIdSchema } from './detector-id.ts';

const Pattern = z.string().min(1).max(100);
const Workload = z.string().min(1).max(253);
const Reference = z.string().min(1).max(700);
/** Of a further workspace, each with its name before it. */
const Channel = z.object({ id: z.string().max(61), name: z.string().max(111) });

/** When an incident is heard of again; whichever comes first ends it, and its end always does. */
export const SnoozeConditionsSchema = z.object({
  untilAtMs: z.number().nullable(),
  /** Its patterns come so many times as often as when it was snoozed. */
  rateAbove: z.number().min(1.1).max(1000).nullable(),
  higherSeverity: z.boolean(),
  /** A rollout of what fails. */
  newRevision: z.boolean(),
  otherWorkload: z.boolean(),
});

export const ChangeSchema = z.discriminatedUnion('type', [
  /** Incidents that are nothing but this pattern are neither posted nor paged. `untilAtMs` null: until it is unmuted. */
  z.object({ type: z.literal('mute'), detector: DetectorIdSchema, pattern: Pattern, untilAtMs: z.number().nullable() }),
  z.object({ type: z.literal('unmute'), detector: DetectorIdSchema, pattern: Pattern }),
  /** Of a pattern or a workload; what is empty is taken away, what is not named stays. */
  z.object({
    type: z.literal('describe'),
    detector: DetectorIdSchema,
    pattern: Pattern.optional(),
    workload: Workload.optional(),
    name: z.string().trim().max(80).optional(),
    owner: z.string().trim().max(80).optional(),
    runbook: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)]).optional(),
  }),
  /** Takes apart a pattern that wrongly took in others. */
  z.object({ type: z.literal('split'), detector: DetectorIdSchema, workload: Workload, pattern: Pattern }),
  /** Counts one pattern with another of the same workload from now on. */
  z.object({ type: z.literal('merge'), detector: DetectorIdSchema, workload: Workload, pattern: Pattern, into: Pattern }),
  z.object({ type: z.literal('snooze'), incident: Reference, conditions: SnoozeConditionsSchema }),
  z.object({ type: z.literal('wake'), incident: Reference }),
  /** Null: to nobody. */
  z.object({ type: z.literal('assign'), incident: Reference, user: z.string().max(100).nullable() }),
  /** Incidents that a workload is part of are posted to this channel too. */
  z.object({ type: z.literal('subscribe'), detector: DetectorIdSchema, workload: Workload, onlyErrors: z.boolean(), to: Channel }),
  z.object({ type: z.literal('unsubscribe'), detector: DetectorIdSchema, workload: Workload, to: Channel }),
]);

export const ChangeRequestSchema = z.object({
  change: ChangeSchema,
  /** Who wants it, where it was said, and what they may change there: comma-separated namespaces, or `*`. */
  requestedBy: z.string().min(1).max(100),
  channel: z.string().max(100),
  namespaces: z.string(),
  /** What `preview` answered; null asks for it, and nothing is done. */
  seen: z.string().max(100).nullable(),
});

/** `changed`: it was another when it was shown, so nothing was done; the same as a preview of how it is now. */
export const ChangeReplySchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.enum(['preview', 'changed']), sentence: z.string(), lines: z.array(z.string()), seen: z.string() }),
  z.object({ outcome: z.literal('accepted'), sentence: z.string() }),
  z.object({ outcome: z.literal('refused'), sentence: z.string() }),
]);

/** How an incident is snoozed; `ended` says when and why it was heard of again. */
export const SnoozeSchema = SnoozeConditionsSchema.extend({
  by: z.string(),
  atMs: z.number(),
  ended: z.object({ atMs: z.number(), why: z.string() }).nullable(),
});
export const AssignmentSchema = z.object({ user: z.string(), by: z.string(), atMs: z.number() });
/** What people have said of a pattern or workload; shown wherever it is. */
export const DescriptionSchema = z.object({
  pattern: z.string().optional(),
  workload: z.string().optional(),
  name: z.string().optional(),
  owner: z.string().optional(),
  runbook: z.string().optional(),
  /** Null: until somebody unmutes it; absent: it is not muted. */
  mutedUntilMs: z.number().nullable().optional(),
});

export type Change = z.infer<typeof ChangeSchema>;
export type ChangeRequest = z.infer<typeof ChangeRequestSchema>;
export type ChangeReply = z.infer<typeof ChangeReplySchema>;
export type SnoozeConditions = z.infer<typeof SnoozeConditionsSchema>;
export type Snooze = z.infer<typeof SnoozeSchema>;
export type Assignment = z.infer<typeof AssignmentSchema>;
export type Description = z.infer<typeof DescriptionSchema>;
