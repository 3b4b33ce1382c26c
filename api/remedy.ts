/** Remedies over the API: what may be done about an incident, what somebody confirmed, and how it went. */
import { z } from 'zod';
import type { ProposedChange } from '../engine/domain.ts';

export const RemedyActionSchema = z.enum(['undo-rollout', 'raise-limit', 'restart', 'scale', 'cordon']);

export const ProposedChangeSchema = z.object({
  kind: z.enum(['Deployment', 'StatefulSet', 'DaemonSet', 'Node']),
  namespace: z.string().nullable(),
  name: z.string(),
  container: z.string().optional(),
  revision: z.string().optional(),
  from: z.number().optional(),
  to: z.number().optional(),
}) satisfies z.ZodType<ProposedChange>;

/** One remedy that somebody confirmed, with everything that was done for it. */
export const RemedySchema = z.object({
  id: z.string(),
  action: RemedyActionSchema,
  /** `deployment/cart` */
  object: z.string(),
  requestedBy: z.string(),
  requestedAtMs: z.number(),
  /**
   * `confirmed`: about to be done; `watching`: done, its effect is watched; `undoing`: it made things worse; then how it ended: `recovered`,
   * `unchanged` (neither better nor worse, or changed again by somebody else), `undone`, `worse` (and could not be undone), `failed` (never done).
   */
  state: z.enum(['confirmed', 'watching', 'undoing', 'recovered', 'unchanged', 'undone', 'worse', 'failed']),
  steps: z.array(z.object({ atMs: z.number(), text: z.string() })),
});

export const RemedyRequestSchema = z.object({
  action: RemedyActionSchema,
  requestedBy: z.string().min(1).max(100),
  channel: z.string().max(100),
  /** Null asks what would be changed; else the `seen` of that answer: exactly that is done, or nothing. */
  seen: z.string().max(300).nullable(),
});

/** What would be changed, to be confirmed; `changed`: the object was changed since it was shown, so it is asked again. */
const PreviewSchema = z.object({
  incident: z.string(),
  action: RemedyActionSchema,
  object: z.string(),
  sentence: z.string(),
  /** What would be another, a line each, as the API server has accepted it in a dry run. */
  lines: z.array(z.string()),
  seen: z.string(),
});

export const RemedyReplySchema = z.discriminatedUnion('outcome', [
  PreviewSchema.extend({ outcome: z.literal('preview') }),
  PreviewSchema.extend({ outcome: z.literal('changed') }),
  z.object({ outcome: z.literal('accepted'), sentence: z.string() }),
  z.object({ outcome: z.literal('refused'), sentence: z.string() }),
]);

export type RemedyAction = z.infer<typeof RemedyActionSchema>;
export type Remedy = z.infer<typeof RemedySchema>;
export type RemedyRequest = z.infer<typeof RemedyRequestSchema>;
export type RemedyReply = z.infer<typeof RemedyReplySchema>;
