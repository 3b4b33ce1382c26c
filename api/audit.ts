/** Who did what, and the chain that shows whether somebody has changed the record of it afterwards: part of the contract. */
import { z } from 'zod';

export const AuditEntrySchema = z.object({
  atMs: z.number(),
  user: z.string().max(100),
  channel: z.string().max(100),
  action: z.string().max(500),
  result: z.string().max(1000),
});

/** Entries of before there was a chain have neither number nor hash. */
export const AuditRecordSchema = AuditEntrySchema.extend({
  /** Counts from 1 and is never used again. */
  seq: z.number().int().min(1).optional(),
  /** SHA-256 of the hash before it, a line feed and the entry as JSON of `[seq, atMs, user, channel, action, result]`, in hexadecimal. */
  hash: z.string().optional(),
});

/** What came of reading the whole chain from the store. */
export const AuditProofSchema = z.object({
  outcome: z.enum(['intact', 'broken']),
  /** In the chain, and of before there was one. */
  entries: z.number().int(),
  unchained: z.number().int(),
  firstSeq: z.number().int().nullable(),
  lastSeq: z.number().int().nullable(),
  /** Hash of the newest entry; stands in the log beside it too. */
  head: z.string().nullable(),
  /** Number of the first entry that is not what was written. */
  brokenAt: z.number().int().nullable(),
  sentence: z.string(),
});

/** What a channel that hears of everything has not heard yet, the oldest first. */
export const UntoldAuditSchema = z.object({
  entries: z.array(AuditRecordSchema.required({ seq: true })),
  /** Before these, which are no longer kept. */
  lost: z.number().int(),
});

export type UntoldAudit = z.infer<typeof UntoldAuditSchema>;
export type AuditEntry = z.infer<typeof AuditEntrySchema>;
export type AuditRecord = z.infer<typeof AuditRecordSchema>;
export type AuditProof = z.infer<typeof AuditProofSchema>;
