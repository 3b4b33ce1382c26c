/** What Kubernetes lets somebody do, asked for a person whose identity the asker vouches for: part of the contract. */
import { z } from 'zod';

export const AccessRequestSchema = z.object({
  /** As the API server knows them. */
  user: z.string().min(1).max(300),
  groups: z.array(z.string().min(1).max(300)).max(200),
  /** Null: see. Else the change, by the name of its command, which is a subresource of `logdetectors`: `update logdetectors/mute`. */
  change: z
    .string()
    .regex(/^[a-z]([a-z-]{0,38}[a-z])?$/, 'must be the name of a command')
    .nullable(),
});

/**
 * Changes that Kubernetes grants by themselves, as `update` of the subresource of this name, which only RBAC knows. Who may `patch` the resource itself
 * may all of them but `remedy`, which changes what the LogDetector watches.
 */
export const grantable = [
  'assign',
  'describe',
  'merge',
  'mute',
  'page',
  'remedy',
  'retrain',
  'rollback',
  'snooze',
  'split',
  'subscribe',
  'audit',
] as const;

/** Namespaces of LogDetectors, `cluster:` for ClusterLogDetectors, `*` for all. */
export const AccessReplySchema = z.object({ namespaces: z.array(z.string()) });

export type AccessRequest = z.infer<typeof AccessRequestSchema>;
export type AccessReply = z.infer<typeof AccessReplySchema>;
