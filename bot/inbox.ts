/**
 * Takes what is to be said from the operator and says it in Slack: posts what is new, edits in place, adds to the thread, and tells
 * the operator how far it has come. Level-based: whatever was missed, the newest state is what gets sent.
 */
import { ApiError } from '../api/client.ts';
import type { Post } from '../api/contract.ts';
import type { OperatorApi } from './api.ts';
import { fitForSlack } from './blocks/blocks.ts';
import { limits, type Message } from './blocks/limits.ts';
import { entryMessage, postMessage, postStory } from './blocks/post.ts';
import { deliveredOf, nextStep, progressOf, type Progress, type Step } from './delivery.ts';
import type { Health } from './health.ts';
import { wordsOf, type BotLog } from './log.ts';
import { pause } from './pause.ts';
import type { Reach } from './reach.ts';
import { createQueue, type Queue, type Turn } from './queue.ts';
import { troubleOf, type Trouble } from './trouble.ts';

/** The two methods of Slack that put a message into a channel. */
export interface Poster {
  post(message: Message, where: { readonly channel: string; readonly threadTs?: string }): Promise<{ channelId: string; ts: string }>;
  edit(message: Message, where: { readonly channelId: string; readonly ts: string }): Promise<void>;
}

export interface InboxOptions {
  readonly api: OperatorApi;
  readonly slack: Poster;
  readonly health: Health;
  readonly log: BotLog;
  readonly reach: Reach;
  readonly now: () => number;
  /** Slack's id of a channel that is known by name only to the LogDetector (private channels). */
  readonly channelOf: (name: string) => string;
  readonly intervalMs: number;
  /**
   * Steps taken in Slack of which the operator had not heard when the session before this one ended; the process keeps it from
   * session to session, so that an operator that is killed between the two has nothing said twice.
   */
  readonly unheard: Map<string, Progress>;
}

/** Progress of finished posts is kept for this many; the operator keeps it too, so forgetting costs nothing. */
const rememberedAtMost = 5000;
const pollForSeconds = 25;
const tellWaitFromMs = 60_000;

/** Runs until the signal aborts; then waits for the call that is under way. Never rejects. */
export async function runInbox(options: InboxOptions, signal: AbortSignal): Promise<void> {
  const known = new Map<string, Progress>();
  const queue = createQueue<Post>({
    intervalMs: options.intervalMs,
    now: options.now,
    signal,
    turn: (post) => takeStep(post, known, options),
    // What nobody has seen yet goes before what is only refined.
    rank: (post) => (known.get(post.id)?.message ? 1 : 0),
  });
  let seen = '';
  while (!signal.aborted) seen = await poll({ queue, known, seen }, options, signal);
  await queue.settled();
  for (const [id, progress] of known) if (!progress.acknowledged) options.unheard.set(id, progress);
}

interface PollState {
  readonly queue: Queue<Post>;
  readonly known: Map<string, Progress>;
  /** What the last answer held. */
  readonly seen: string;
}

/** Returns what the answer held. */
async function poll({ queue, known, seen }: PollState, options: InboxOptions, signal: AbortSignal): Promise<string> {
  try {
    const posts = await options.api.posts({ waitSeconds: pollForSeconds }, signal);
    for (const post of posts) {
      if (!known.has(post.id)) known.set(post.id, goOn(post, options.unheard));
      queue.put(post.channel, post.id, post);
    }
    forgetOldest(known, posts);
    const now = posts.map(({ id, revision, entries }) => `${id} ${revision} ${entries.length}`).join('\n');
    // While something is undelivered the operator answers at once: ask again soon, and slower while nothing is new.
    if (posts.length > 0) await pause(now === seen ? 1000 : 250, signal);
    return now;
  } catch (error) {
    if (!signal.aborted) options.reach.failed(error);
    await pause(2000, signal);
    return seen;
  }
}

/** Where the operator says we are, or one step further where it has not heard of that step. */
function goOn(post: Post, unheard: Map<string, Progress>): Progress {
  const told = progressOf(post);
  const own = unheard.get(post.id);
  unheard.delete(post.id);
  const isFurther = own?.message && own.entries >= told.entries && own.revision >= told.revision;
  return isFurther && (!told.message || told.message.ts === own.message?.ts) ? own : told;
}

function forgetOldest(known: Map<string, Progress>, posts: readonly Post[]): void {
  const wanted = new Set(posts.map(({ id }) => id));
  for (const id of known.keys()) {
    if (known.size <= rememberedAtMost) return;
    if (!wanted.has(id)) known.delete(id);
  }
}

async function takeStep(post: Post, known: Map<string, Progress>, options: InboxOptions): Promise<Turn> {
  const progress = known.get(post.id) ?? progressOf(post);
  const step = nextStep(post, progress);
  if (!step) return { next: 'done' };
  try {
    const next = await perform(step, { post, progress, options });
    known.set(post.id, next);
    if (step.type !== 'acknowledge') options.health.set('posting', null);
    return await acknowledge(post, { progress: next, known, options });
  } catch (error) {
    return await recover(troubleOf(error, `#${post.channel}`), step, { post, progress, known, options });
  }
}

interface StepContext {
  readonly post: Post;
  readonly progress: Progress;
  readonly options: InboxOptions;
}

async function perform(step: Step, context: StepContext): Promise<Progress> {
  const { post, progress, options } = context;
  const { message } = progress;
  if (step.type === 'message' || !message) {
    const posted = await options.slack.post(fit(postMessage(post), context), { channel: options.channelOf(post.channel) });
    return { ...progress, message: posted, revision: post.revision, acknowledged: false };
  }
  if (step.type === 'story' || step.type === 'edit-story') return tellStory(context, message);
  if (step.type === 'edit') {
    await options.slack.edit(fit(postMessage(post), context), message);
    return { ...progress, revision: post.revision, acknowledged: false };
  }
  if (step.type === 'entry') {
    await options.slack.post(fit(entryMessage(step.entry), context), { channel: message.channelId, threadTs: message.ts });
    return { ...progress, entries: step.entry.seq, acknowledged: false };
  }
  return progress;
}

async function tellStory(context: StepContext, message: { readonly channelId: string; readonly ts: string }): Promise<Progress> {
  const { post, progress, options } = context;
  const story = postStory(post);
  if (!story) return { ...progress, storyRevision: post.revision };
  if (progress.storyTs !== null) {
    await options.slack.edit(fit(story, context), { channelId: message.channelId, ts: progress.storyTs });
    return { ...progress, storyRevision: post.revision };
  }
  const { ts } = await options.slack.post(fit(story, context), { channel: message.channelId, threadTs: message.ts });
  return { ...progress, storyTs: ts, storyRevision: post.revision, acknowledged: false };
}

function fit(message: Message, { post, progress, options }: StepContext): Message {
  const whole = progress.textOnly ? { text: message.text.slice(0, limits.textObject), blocks: [] } : message;
  return fitForSlack(whole, (broken) => options.log.warn('MessageTooLarge', { post: post.id, broken: broken.join('; ').slice(0, 1000) }));
}

/** Tells the operator before the next step, so that a restart repeats nothing that it has heard of. */
async function acknowledge(
  post: Post,
  { progress, known, options }: Omit<StepContext, 'post'> & { readonly known: Map<string, Progress> },
): Promise<Turn> {
  const body = deliveredOf(progress);
  if (!body) return { next: 'again' };
  try {
    await options.api.delivered(post.id, body);
    known.set(post.id, { ...progress, acknowledged: true });
    return { next: 'again' };
  } catch (error) {
    options.log.warn('DeliveryNotTaken', { message: wordsOf(error), post: post.id });
    return isGone(error) ? { next: 'done' } : { next: 'wait', forMs: 1000, whom: 'item' };
  }
}

async function recover(
  trouble: Trouble,
  step: Step,
  { post, progress, known, options }: StepContext & { readonly known: Map<string, Progress> },
): Promise<Turn> {
  const { kind, code, sentence, retryInMs } = trouble;
  options.log.warn('PostFailed', { post: post.id, channel: post.channel, step: step.type, code, sentence });
  if (kind === 'wait') {
    // A second or two are Slack's everyday; a minute is worth a condition, since the channel hears nothing meanwhile.
    if (retryInMs >= tellWaitFromMs) options.health.set('posting', { state: 'failed', code, message: sentence });
    return { next: 'wait', forMs: retryInMs, whom: 'lane' };
  }
  if (kind === 'gone') {
    known.set(post.id, step.type === 'edit-story' ? { ...progress, storyRevision: post.revision } : anew(progress));
    return { next: 'again' };
  }
  if (kind === 'content' && !progress.textOnly) {
    known.set(post.id, { ...progress, textOnly: true });
    return { next: 'again' };
  }
  if (kind === 'token') options.health.set('posting', { state: 'failed', code, message: sentence });
  const forMs = Math.max(retryInMs, 5000);
  try {
    await options.api.failed(post.id, { code: code.slice(0, 100), message: sentence.slice(0, 1000), retryInMs: forMs });
  } catch (error) {
    options.log.warn('FailureNotTaken', { message: wordsOf(error), post: post.id });
    if (isGone(error)) return { next: 'done' };
  }
  return { next: 'wait', forMs, whom: kind === 'token' ? 'lane' : 'item' };
}

/** The operator has withdrawn the post. */
function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 410);
}

/** Someone deleted the message: what it said and its thread begin again. */
function anew(progress: Progress): Progress {
  return { ...progress, message: null, revision: -1, storyTs: null, storyRevision: -1 };
}
