/** What a LogDetector in shadow mode (`spec.mode`) would have said. */
import { z } from 'zod';

/** Of one incident; null: nothing. */
export const ShadowSchema = z.object({
  post: z.object({ channel: z.string(), atMs: z.number() }).nullable(),
  page: z.object({ receiver: z.string(), atMs: z.number(), because: z.string() }).nullable(),
});

/** Of the incidents of the last seven days; `newest` names some of them, the newest first. */
export const ShadowSummarySchema = z.object({
  posts: z.number(),
  pages: z.number(),
  newest: z.array(z.object({ id: z.string(), title: z.string(), paged: z.boolean() })),
});

export type Shadow = z.infer<typeof ShadowSchema>;
export type ShadowSummary = z.infer<typeof ShadowSummarySchema>;
