/** Looks into the local Slack, so that the terminal can say what has just appeared there. */
import { z } from 'zod';
import type { Narrator } from './narrator.ts';

const MessageSchema = z.object({ ts: z.string(), text: z.string(), thread_ts: z.string().optional() });
const MessagesSchema = z.object({ messages: z.array(MessageSchema) });
type SlackMessage = z.infer<typeof MessageSchema>;

export interface WatchOptions {
  readonly page: string;
  readonly channelId: string;
  readonly narrator: Narrator;
  /** Called when a message of the channel says that an incident is resolved. */
  readonly onResolved: () => void;
  readonly signal: AbortSignal;
}

const pollEveryMs = 1_000;

export async function watchSlack({ page, channelId, narrator, onResolved, signal }: WatchOptions): Promise<void> {
  const seen = new Map<string, string>();
  while (!signal.aborted) {
    for (const message of await messages(page, channelId, signal)) {
      const before = seen.get(message.ts);
      if (before === message.text) continue;
      seen.set(message.ts, message.text);
      narrator.slack(`${kindOf(message, before)} ${message.text.replaceAll(/\s+/g, ' ').slice(0, 200)}`);
      if (isTopLevel(message) && /resolved/i.test(message.text)) onResolved();
    }
    await new Promise((resolve) => setTimeout(resolve, pollEveryMs));
  }
}

async function messages(page: string, channelId: string, signal: AbortSignal): Promise<readonly SlackMessage[]> {
  try {
    const response = await fetch(`${page}/_control/messages/${channelId}`, { signal });
    return MessagesSchema.parse(await response.json()).messages;
  } catch {
    return [];
  }
}

function isTopLevel(message: SlackMessage): boolean {
  return message.thread_ts === undefined || message.thread_ts === message.ts;
}

function kindOf(message: SlackMessage, before: string | undefined): string {
  if (!isTopLevel(message)) return '  in the thread:';
  return before === undefined ? 'new message:' : 'edited:';
}
