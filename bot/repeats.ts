/**
 * What Slack says twice is heard once: an envelope that is delivered again on another socket, an event that is retried, a signed
 * request that somebody replays. Each click and each typed command has a trigger of its own, so pressing a button twice stays two clicks.
 */
import { z } from 'zod';

export interface Repeats {
  /** True when the same delivery was heard before. */
  isRepeat(body: unknown): boolean;
}

/** Slack retries an event for about an hour, and a signature is good for five minutes. */
const heldForMs = 2 * 3_600_000;
const heldAtMost = 10_000;

const BodySchema = z.object({
  type: z.string().max(100).optional(),
  event_id: z.string().min(1).max(200).optional(),
  trigger_id: z.string().min(1).max(500).optional(),
});

export function createRepeats(now: () => number): Repeats {
  /** When each was first heard, the oldest first. */
  const heard = new Map<string, number>();
  return {
    isRepeat(body) {
      const { data } = BodySchema.safeParse(body);
      const id = data?.event_id ?? data?.trigger_id;
      if (id === undefined) return false;
      const key = `${data?.type ?? 'command'} ${id}`;
      const nowMs = now();
      for (const [known, atMs] of heard) {
        if (heard.size <= heldAtMost && nowMs - atMs < heldForMs) break;
        heard.delete(known);
      }
      if (heard.has(key)) return true;
      heard.set(key, nowMs);
      return false;
    },
  };
}
