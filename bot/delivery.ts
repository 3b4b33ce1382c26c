/** What has to be sent next for one post: a pure comparison of what is wanted with how far the bot has come. */
import type { Delivered, Post, ThreadEntry } from '../api/contract.ts';

/** How far one post has come. `ts` is Slack's name of the message. */
export interface Progress {
  readonly message: { readonly channelId: string; readonly ts: string } | null;
  readonly revision: number;
  /** Highest `seq` of the thread entries that are in Slack. */
  readonly entries: number;
  readonly storyTs: string | null;
  /** Revision at which the story was last sent; -1 when that was in another life of the bot. */
  readonly storyRevision: number;
  /** False while the operator has not heard of the newest step. */
  readonly acknowledged: boolean;
  /** Slack refused the layout: send text alone. */
  readonly textOnly: boolean;
}

export type Step =
  | { readonly type: 'acknowledge' }
  | { readonly type: 'message' }
  | { readonly type: 'edit' }
  | { readonly type: 'story' }
  | { readonly type: 'edit-story' }
  | { readonly type: 'entry'; readonly entry: ThreadEntry };

export function progressOf({ posted }: Post): Progress {
  return {
    message: posted ? { channelId: posted.channelId, ts: posted.ts } : null,
    revision: posted?.revision ?? -1,
    entries: posted?.entries ?? 0,
    storyTs: posted?.storyTs ?? null,
    storyRevision: -1,
    acknowledged: true,
    textOnly: false,
  };
}

/** The first screen comes first, then the story behind it, then the news in their order. */
export function nextStep(post: Post, progress: Progress): Step | null {
  if (!progress.acknowledged) return { type: 'acknowledge' };
  if (!progress.message) return { type: 'message' };
  if (progress.revision < post.revision) return { type: 'edit' };
  const hasStory = post.subject.type === 'incident';
  if (hasStory && progress.storyTs === null) return { type: 'story' };
  const entry = post.entries.toSorted((a, b) => a.seq - b.seq).find(({ seq }) => seq > progress.entries);
  if (entry) return { type: 'entry', entry };
  return hasStory && progress.storyRevision < post.revision ? { type: 'edit-story' } : null;
}

/** What the operator is told; null before the message is in Slack. */
export function deliveredOf({ message, revision, entries, storyTs }: Progress): Delivered | null {
  return message && { ...message, revision, entries, ...(storyTs === null ? {} : { storyTs }) };
}
