/**
 * Takes what is to be said from the operator and says it in Slack: posts what is new, edits in place, adds to the thread, and tells
 * the operator how far it has come. Level-based: whatever was missed, the newest state is what gets sent.
 */
import { ApiError } from '../api/client.ts';
import type { Post } from '../api/contract.ts';
import type { OperatorApi } from './api.ts';
import { deliveredOf, looksAtMost, methodOf, nextStep, progressOf, type Progress, type Step } from './delivery.ts';
import type { Health, HealthPart } from './health.ts';
import { wordsOf, type BotLog } from './log.ts';
import { pause } from './pause.ts';
import type { Reach } from './reach.ts';
import { createQueue, type Queue, type Turn } from './queue.ts';
import { courseOf } from './course.ts';
import { perform, type Poster } from './steps.ts';
import { troubleOf, type Trouble } from './trouble.ts';

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
/** A page must not wait for long for what only keeps it from being doubled. */
const lookAgainMs = 1000;
const lookWaitAtMostMs = 3000;

/** Runs until the signal aborts; then waits for the call that is under way. Never rejects. */
export async function runInbox(options: InboxOptions, signal: AbortSignal): Promise<void> {
  const known = new Map<string, Progress>();
  const queue = createQueue<Post>({
    intervalMs: options.intervalMs,
    now: options.now,
    signal,
    turn: (post) => takeStep(post, known, options),
    rank: (post) => rankOf(post, known.get(post.id)),
    kindOf: (post) => methodOf(nextStep(post, known.get(post.id) ?? progressOf(post))),
  });
  let seen: string | null = null;
  while (!signal.aborted) seen = await poll({ queue, known, seen }, options, signal);
  await queue.settled();
  for (const [id, progress] of known) if (!progress.acknowledged) options.unheard.set(id, progress);
}

/** Who is being woken comes first, then what nobody has seen yet, then what is only refined. */
function rankOf({ subject }: Post, progress: Progress | undefined): number {
  if (progress?.message) return 2;
  const isPage = subject.type === 'incident' && (subject.view.page.state === 'paged' || subject.view.page.state === 'pending');
  return isPage ? 0 : 1;
}

interface PollState {
  readonly queue: Queue<Post>;
  readonly known: Map<string, Progress>;
  /** What the last answer held; null before the first of this session. */
  readonly seen: string | null;
}

/** Returns what the answer held. */
async function poll({ queue, known, seen }: PollState, options: InboxOptions, signal: AbortSignal): Promise<string | null> {
  try {
    const posts = await options.api.posts({ waitSeconds: pollForSeconds }, signal);
    for (const post of posts) {
      if (!known.has(post.id)) known.set(post.id, goOn(post, options.unheard, seen === null));
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

/**
 * Where the operator says we are, or one step further where it has not heard of that step. What waits when a session begins may have been
 * said by a life of the bot that ended before it could tell.
 */
function goOn(post: Post, unheard: Map<string, Progress>, isInherited: boolean): Progress {
  const told = { ...progressOf(post), looks: isInherited ? looksAtMost : 0 };
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
  if (step.type !== 'acknowledge' && !(await isStillLed(options))) return { next: 'wait', forMs: 1000, whom: 'lane' };
  try {
    const next = await perform(step, { post, progress, ...options, courseOf: (view) => courseOf(view, options) });
    known.set(post.id, next);
    if (step.type !== 'acknowledge') options.health.set(partOf(post, step), null);
    return await acknowledge(post, { progress: next, known, options });
  } catch (error) {
    return await recover(troubleOf(error, `#${post.channel}`), step, { post, progress, known, options });
  }
}

/** What waited here while the operator died or lost its lease is said by its successor's bot by now. */
async function isStillLed({ api }: InboxOptions): Promise<boolean> {
  const session = await api.session({ waitSeconds: 0, leading: true }).catch(() => null);
  return session?.leading === true;
}

interface TurnState {
  readonly post: Post;
  readonly progress: Progress;
  readonly known: Map<string, Progress>;
  readonly options: InboxOptions;
}

/** Tells the operator before the next step, so that a restart repeats nothing that it has heard of. */
async function acknowledge(post: Post, { progress, known, options }: Omit<TurnState, 'post'>): Promise<Turn> {
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

async function recover(trouble: Trouble, step: Step, state: TurnState): Promise<Turn> {
  const { post, progress, known, options } = state;
  const { kind, code, sentence, retryInMs } = trouble;
  options.log.warn('PostFailed', { post: post.id, channel: post.channel, step: step.type, code, sentence });
  if (step.type === 'look') return lookLater(trouble, state);
  if (kind === 'wait') {
    // A second or two are Slack's everyday; a minute is worth a condition, since the channel hears nothing meanwhile.
    if (retryInMs >= tellWaitFromMs) options.health.set(partOf(post, step), { state: 'failed', code, message: sentence });
    return { next: 'wait', forMs: retryInMs, whom: 'kind' };
  }
  if (kind === 'gone') {
    known.set(post.id, step.type === 'edit-story' ? { ...progress, storyRevision: post.revision } : anew(progress));
    return { next: 'again' };
  }
  if (kind === 'content' && !progress.textOnly) {
    known.set(post.id, { ...progress, textOnly: true });
    return { next: 'again' };
  }
  if (kind === 'outage') known.set(post.id, { ...progress, looks: looksAtMost });
  if (kind === 'token') options.health.set(partOf(post, step), { state: 'failed', code, message: sentence });
  return await tellFailure(trouble, state);
}

function partOf({ channel }: Post, step: Step): HealthPart {
  return `posting ${channel} ${methodOf(step)}`;
}

/** To say something twice is better than to say it late. */
function lookLater({ kind, retryInMs }: Trouble, { post, progress, known }: TurnState): Turn {
  const isSoon = kind === 'outage' || (kind === 'wait' && retryInMs <= lookWaitAtMostMs);
  known.set(post.id, { ...progress, looks: isSoon ? progress.looks - 1 : 0 });
  return isSoon ? { next: 'wait', forMs: kind === 'wait' ? retryInMs : lookAgainMs, whom: 'item' } : { next: 'again' };
}

async function tellFailure({ kind, code, sentence, retryInMs }: Trouble, { post, options }: TurnState): Promise<Turn> {
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
  return { ...progress, message: null, revision: -1, storyTs: null, storyRevision: -1, looks: 0 };
}
