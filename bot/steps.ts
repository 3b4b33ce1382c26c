/** One step of one post in Slack: put a message there, edit it, or look whether it is there already. */
import type { IncidentView, Post } from '../api/contract.ts';
import { fitForSlack } from './blocks/blocks.ts';
import { limits, type Message } from './blocks/limits.ts';
import type { Course } from './blocks/native.ts';
import { entryMessage, postMessage, postStory } from './blocks/post.ts';
import { markOf, type Addition, type Mark, type Progress, type Step } from './delivery.ts';
import type { BotLog } from './log.ts';

/** What of Slack the delivery needs. */
export interface Poster {
  post(message: Message, where: Where & { readonly mark: Mark }): Promise<{ channelId: string; ts: string }>;
  edit(message: Message, where: { readonly channelId: string; readonly ts: string }): Promise<void>;
  /** A message of our own with this mark, of any revision; null when there is none, or the channel may not be read. */
  find(mark: Mark, where: Where): Promise<{ readonly channelId: string; readonly ts: string; readonly revision: number } | null>;
}

export interface Where {
  readonly channel: string;
  readonly threadTs?: string;
}

export interface StepContext {
  readonly post: Post;
  readonly progress: Progress;
  readonly slack: Poster;
  readonly log: BotLog;
  /** Slack's id of a channel that is known by name only to the LogDetector (private channels). */
  readonly channelOf: (name: string) => string;
  /** How often the strongest unusual line of an incident was written; null where nobody knows. Never rejects. */
  readonly courseOf: (view: IncidentView) => Promise<Course | null>;
}

/** Rejects with what Slack said. */
export async function perform(step: Step, context: StepContext): Promise<Progress> {
  const { post, progress, slack } = context;
  const { message } = progress;
  if (step.type === 'acknowledge') return progress;
  if (step.type === 'look') return look(step.addition, context);
  if (step.type === 'edit-story') return editStory(context);
  if (step.type !== 'edit') return added(step, context, await add(step, context));
  if (message) await slack.edit(fit(postMessage(post), context), message);
  return { ...progress, revision: post.revision, acknowledged: false };
}

async function add(addition: Addition, context: StepContext): Promise<Added> {
  const { post, slack } = context;
  const content = await contentOf(addition, context);
  const mark = markOf(post, addition);
  if (content === null) return null;
  return { ...(await slack.post(fit(content, context), { ...placeOf(addition, context), mark })), revision: mark.revision };
}

type Added = { readonly channelId: string; readonly ts: string; readonly revision: number } | null;

async function contentOf(addition: Addition, context: StepContext): Promise<Message | null> {
  if (addition.type === 'message') return postMessage(context.post);
  return addition.type === 'story' ? storyOf(context) : entryMessage(addition.entry);
}

async function storyOf({ post, courseOf }: StepContext): Promise<Message | null> {
  const course = post.subject.type === 'incident' ? await courseOf(post.subject.view) : null;
  return postStory(post, course);
}

function placeOf({ type }: Addition, { post, progress, channelOf }: StepContext): Where {
  if (type === 'message' || !progress.message) return { channel: channelOf(post.channel) };
  return { channel: progress.message.channelId, threadTs: progress.message.ts };
}

/** How far the post has come once the addition is there. */
function added(addition: Addition, { post, progress }: StepContext, there: Added): Progress {
  if (there === null) return { ...progress, storyRevision: post.revision };
  const { revision, channelId, ts } = there;
  if (addition.type === 'message') return { ...progress, message: { channelId, ts }, revision, acknowledged: false };
  if (addition.type === 'story') return { ...progress, storyTs: ts, storyRevision: revision, acknowledged: false };
  return { ...progress, entries: addition.entry.seq, acknowledged: false };
}

/** What is found was said; since things are said in their order, nothing behind what is not there was. */
async function look(addition: Addition, context: StepContext): Promise<Progress> {
  const { post, progress, slack, log } = context;
  const found = await slack.find(markOf(post, addition), placeOf(addition, context));
  if (found === null) return { ...progress, looks: 0 };
  log.info('MessageFound', { post: post.id, part: markOf(post, addition).part });
  return added(addition, context, found);
}

async function editStory(context: StepContext): Promise<Progress> {
  const { post, progress, slack } = context;
  const story = await storyOf(context);
  if (story && progress.message && progress.storyTs !== null)
    await slack.edit(fit(story, context), { channelId: progress.message.channelId, ts: progress.storyTs });
  return { ...progress, storyRevision: post.revision };
}

function fit(message: Message, { post, progress, log }: StepContext): Message {
  const whole = progress.textOnly ? { text: message.text.slice(0, limits.textObject), blocks: [] } : message;
  return fitForSlack(whole, (broken) => log.warn('MessageTooLarge', { post: post.id, broken: broken.join('; ').slice(0, 1000) }));
}
