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
  /**
   * Slack may have taken a step of which nobody heard: an answer was lost, or another life of the bot ended. So often it is looked for
   * in the channel before anything new is said.
   */
  readonly looks: number;
}

/** Each new message carries this, so that it can be found again. */
export interface Mark {
  readonly post: string;
  readonly part: string;
  readonly revision: number;
}

/** A channel that cannot be read keeps nobody from being told. */
export const looksAtMost = 3;

/** Puts something new into Slack. */
export type Addition = { readonly type: 'message' } | { readonly type: 'story' } | { readonly type: 'entry'; readonly entry: ThreadEntry };

export type Step =
  | Addition
  | { readonly type: 'look'; readonly addition: Addition }
  | { readonly type: 'acknowledge' }
  | { readonly type: 'edit' }
  | { readonly type: 'edit-story' };

export function progressOf({ posted }: Post): Progress {
  return {
    message: posted ? { channelId: posted.channelId, ts: posted.ts } : null,
    revision: posted?.revision ?? -1,
    entries: posted?.entries ?? 0,
    storyTs: posted?.storyTs ?? null,
    storyRevision: -1,
    acknowledged: true,
    textOnly: false,
    looks: 0,
  };
}

/** The first screen comes first, then the story behind it, then the news in their order. */
export function nextStep(post: Post, progress: Progress): Step | null {
  const step = dueStep(post, progress);
  return progress.looks > 0 && isAddition(step) ? { type: 'look', addition: step } : step;
}

/** The method of Slack that a step asks for; each has limits of its own. */
export function methodOf(step: Step | null): string {
  if (step === null || step.type === 'acknowledge') return 'none';
  if (step.type === 'look') return 'conversations';
  return isAddition(step) ? 'chat.postMessage' : 'chat.update';
}

export function markOf(post: Post, addition: Addition): Mark {
  const part = addition.type === 'entry' ? `entry ${addition.entry.seq}` : addition.type;
  return { post: post.id, part, revision: post.revision };
}

function isAddition(step: Step | null): step is Addition {
  return step?.type === 'message' || step?.type === 'story' || step?.type === 'entry';
}

function dueStep(post: Post, progress: Progress): Exclude<Step, { type: 'look' }> | null {
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
