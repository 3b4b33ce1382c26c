/** What is asked by naming the bot in a channel: answered in the thread, for everybody there. Knows nothing of Bolt. */
import { z } from 'zod';
import type { Place } from './access.ts';
import type { Desk } from './desk.ts';
import { answerAloud, type OpenAnswer } from './dispatch.ts';
import { threadName } from './thread.ts';

/** As Slack tells it. https://docs.slack.dev/reference/events/app_mention */
const MentionSchema = z.object({
  user: z.string().regex(/^[UW][A-Z0-9]{1,30}$/),
  text: z.string(),
  ts: z.string().regex(/^\d{1,12}\.\d{1,9}$/),
  channel: z.string().regex(/^[CG][A-Z0-9]{1,30}$/),
  thread_ts: z.string().optional(),
});
/** What programs write, and what is written anew, is no question. */
const NoQuestionSchema = z.union([
  z.object({ bot_id: z.string() }),
  z.object({ subtype: z.string() }),
  z.object({ edited: z.unknown().refine((edited) => edited !== undefined) }),
  z.object({ user: z.literal('USLACKBOT') }),
]);

export interface MentionAnswer extends OpenAnswer {
  readonly channel: string;
  readonly threadTs: string;
  readonly user: string;
}

export interface Mentions {
  /** Null where nothing is to be said. Never rejects. */
  answer(event: unknown, about: MentionContext): Promise<MentionAnswer | null>;
}

export interface MentionContext {
  readonly botUserId: string;
  /** The channel with its name, by which the configuration may know it. */
  readonly placeOf: (channel: string) => Promise<Place>;
}

/** An answer to what was asked longer ago helps nobody: Slack tries to deliver for an hour, and before a restart it may have been answered. */
const freshForMs = 10 * 60_000;
const heardAtMost = 2_000;

export function createMentions(desk: Desk): Mentions {
  /** Messages that were answered, the oldest first: Slack may tell of one of them by several events. */
  const heard = new Set<string>();

  function isFirst(message: string): boolean {
    if (heard.has(message)) return false;
    heard.add(message);
    for (const oldest of heard) {
      if (heard.size <= heardAtMost) break;
      heard.delete(oldest);
    }
    return true;
  }

  return {
    async answer(event, { botUserId, placeOf }) {
      const { data: mention } = MentionSchema.safeParse(event);
      if (mention === undefined || mention.user === botUserId || NoQuestionSchema.safeParse(event).success) return null;
      const { user, ts, channel, thread_ts: threadTs } = mention;
      if (desk.now() - Number(ts) * 1000 > freshForMs || !isFirst(`${channel} ${ts}`)) return null;
      const text = questionOf(mention.text, botUserId);
      const thread = threadTs === undefined ? null : threadName(channel, threadTs);
      const answer = await answerAloud({ text, person: { id: user }, place: await placeOf(channel), thread }, desk);
      return { ...answer, channel, threadTs: threadTs ?? ts, user };
    },
  };
}

const typedAtMost = 4_000;

/** What stands behind the bot's name or, with nothing there, before it; as it was typed, without Slack's notation. */
export function questionOf(text: string, botUserId: string): string {
  const [before = '', ...behind] = text.slice(0, typedAtMost).split(new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`));
  const asked = behind.join(' ').trim() || before;
  const typed = asked
    .replaceAll(/<(https?:[^|>]*)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  return typed
    .trim()
    .replace(/^[,:]\s*/, '')
    .replace(/[?!.]+$/, '');
}
