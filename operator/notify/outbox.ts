/** What is to be said and has not been said yet, and the bot's answers about it. */
import { splitChannel } from '../../api/configuration.ts';
import type { Delivered, Failed, Post } from '../../api/contract.ts';
import { encode } from '../store/record.ts';
import { keys } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import { composePost, isUndelivered, waitsUntil } from './compose.ts';
import type { Journal } from './journal.ts';
import { incidentKey, type Memory } from './memory.ts';
import type { DeliveryRecord, PostRecord } from './records.ts';
import { tellDelivered } from './traced.ts';

export interface Outbox {
  /** Oldest change first, at most `batchAtMost`. */
  pending(workspace?: string): readonly Post[];
  /** Of one workspace, `''` being the first; its channels are called there as Slack does. */
  waitForPending(signal: AbortSignal, forMs: number, workspace?: string): Promise<readonly Post[]>;
  delivered(postId: string, body: Delivered): Promise<boolean>;
  failed(postId: string, body: Failed): Promise<boolean>;
}

export interface OutboxOptions {
  readonly memory: Memory;
  readonly journal: Journal;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

/** One answer of the API stays small; the rest follows as soon as these are delivered. */
const batchAtMost = 100;
/** A refusal that needs a person is looked at again so often, because nobody tells us when the person has been there. */
const refusedForMs = 10 * 60_000;

export function createOutbox({ memory, journal, now, telemetry }: OutboxOptions): Outbox {
  function pending(workspace = ''): readonly Post[] {
    const nowMs = now();
    const due = undeliveredOf(memory, workspace).filter(({ id }) => (waitsUntil(memory.deliveries.get(id)) ?? 0) <= nowMs);
    const oldestFirst = due.toSorted((a, b) => a.updatedAtMs - b.updatedAtMs);
    return oldestFirst
      .map((post) => composePost(post, memory))
      .filter((post) => post !== null)
      .map((post) => ({ ...post, channel: splitChannel(post.channel).channel }))
      .slice(0, batchAtMost);
  }

  /** False when nobody knows the post any more. In memory first: it is so whether or not the store can be told, and the bot repeats its answer until the store has it. */
  async function record(postId: string, next: (before: DeliveryRecord) => DeliveryRecord): Promise<boolean> {
    if (!memory.posts.has(postId)) return false;
    const delivery = next(memory.deliveries.get(postId) ?? { posted: null, failure: null });
    memory.deliveries.set(postId, delivery);
    telemetry.gauge('logdetector_outbox_posts', undeliveredOf(memory).length);
    await journal.write([{ put: keys.delivery(postId), value: encode(delivery) }]);
    return true;
  }

  function tellFirst(post: PostRecord): void {
    const nowMs = now();
    telemetry.observe('logdetector_delivery_delay_seconds', Math.max(0, nowMs - post.createdAtMs) / 1000);
    if (post.subject.type !== 'incident') return;
    const told = memory.incidents.get(incidentKey(post.subject.detector, post.subject.incidentId));
    if (told) tellDelivered(post, told, telemetry, nowMs);
  }

  return {
    pending,
    async waitForPending(signal, forMs, workspace = '') {
      const untilMs = now() + forMs;
      for (;;) {
        const posts = pending(workspace);
        const leftMs = untilMs - now();
        if (posts.length > 0 || signal.aborted || leftMs <= 0) return posts;
        const retries = undeliveredOf(memory, workspace).map(({ id }) => waitsUntil(memory.deliveries.get(id)) ?? 0);
        await journal.next(signal, Math.min(leftMs, ...retries.map((atMs) => Math.max(10, atMs - now()))));
      }
    },
    async delivered(postId, body) {
      const post = memory.posts.get(postId);
      const isFirst = !memory.deliveries.get(postId)?.posted;
      if (post && isFirst) tellFirst(post);
      const isKnown = await record(postId, ({ posted }) => ({ posted: newest(posted, body), failure: null }));
      if (isKnown) telemetry.emit('PostDelivered', { post: postId, revision: body.revision, entries: body.entries });
      return isKnown;
    },
    async failed(postId, body) {
      const retryAtMs = now() + (body.retryInMs ?? refusedForMs);
      const failure = { code: body.code, message: body.message, retryAtMs };
      telemetry.emit('PostFailed', { post: postId, code: body.code, message: body.message });
      return await record(postId, ({ posted }) => ({ posted, failure }));
    },
  };
}

/** Of one workspace, or of all. */
function undeliveredOf(memory: Memory, workspace?: string): readonly PostRecord[] {
  const isMeant = ({ channel }: PostRecord): boolean => workspace === undefined || splitChannel(channel).workspace === workspace;
  return [...memory.posts.values()].filter((post) => isMeant(post) && isUndelivered(post, memory));
}

/** Answers that arrive in the wrong order take nothing back, unless the message itself is another one. */
function newest(before: Delivered | null, after: Delivered): Delivered {
  if (!before || before.ts !== after.ts || before.channelId !== after.channelId) return after;
  const storyTs = after.storyTs ?? before.storyTs;
  return {
    ...after,
    revision: Math.max(before.revision, after.revision),
    entries: Math.max(before.entries, after.entries),
    ...(storyTs === undefined ? {} : { storyTs }),
  };
}
