/**
 * What is new, for those who look on. Looks once a second while anybody does, tells what has changed since and not how: whoever wants to know
 * asks. The last events are kept, so that whoever comes back after a moment misses nothing.
 */
import { randomBytes } from 'node:crypto';
import type { LiveEvent } from '../../../api/contract.ts';
import type { Backend } from '../backend.ts';
import type { EventStream } from './event-stream.ts';

export interface Live {
  /** Whether as many look on as may. */
  isFull(): boolean;
  /** Looks once, if nobody has, so that from here on nothing is missed. Rejects with the backend's error. */
  ready(): Promise<void>;
  /** `lastId`: of the last event that the client has had. */
  join(client: LiveClient, lastId: string | undefined): void;
  close(): void;
}

export interface LiveClient {
  readonly stream: EventStream;
  readonly sees: (namespace: string) => boolean;
}

const clientsAtMost = 100;
const eventsKept = 500;
const lookEveryMs = 1000;
/** Counts change all the time; that often they are told. */
const detectorsEveryTurns = 5;
const incidentsAtMost = 200;

interface Told {
  readonly number: number;
  readonly id: string;
  readonly event: Exclude<LiveEvent, { type: 'reset' }>;
}

export function createLive(backend: Pick<Backend, 'incidents' | 'detectors'>): Live {
  const story = createStory();
  const clients = new Set<LiveClient>();
  /** Null: nobody has looked yet. */
  let known: ReadonlyMap<string, string> | null = null;
  let turn = 0;
  let timer: NodeJS.Timeout | null = null;
  let isLooking = false;

  async function look(): Promise<void> {
    const seen = await lookAround(backend, turn % detectorsEveryTurns === 0);
    turn += 1;
    const next = new Map(seen.kept === 'incidents' ? [...(known ?? [])].filter(([key]) => key.startsWith('detector ')) : []);
    for (const { key, stamp, event } of seen.things) {
      // What was there before anybody looked on is no news.
      const told = known !== null && known.get(key) !== stamp ? story.tell(event) : null;
      for (const client of told === null ? [] : clients) send(client, told);
      next.set(key, stamp);
    }
    known = next;
  }

  function begin(): void {
    timer ??= setInterval(() => {
      if (isLooking) return;
      isLooking = true;
      // Another replica may lead by now; whoever asks is told so.
      void look()
        .catch(() => undefined)
        .finally(() => (isLooking = false));
    }, lookEveryMs).unref();
  }

  function end(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
    turn = 0;
    known = null;
    story.forget();
  }

  return {
    isFull: () => clients.size >= clientsAtMost,
    ready: () => (known === null ? look() : Promise.resolve()),
    join(client, lastId) {
      const missed = story.since(lastId);
      client.stream.mark(story.lastId());
      if (missed === null) client.stream.send({ type: 'reset' }, story.lastId());
      for (const told of missed ?? []) send(client, told);
      clients.add(client);
      client.stream.over.addEventListener('abort', () => {
        clients.delete(client);
        if (clients.size === 0) end();
      });
      begin();
    },
    close: end,
  };
}

function send({ stream, sees }: LiveClient, told: Told | null): void {
  if (told !== null && sees(told.event.detector.split('/')[0] ?? '')) stream.send(told.event, told.id);
}

/** The last events, numbered. Numbers of another process, or of another time as a leader, mean nothing here. */
function createStory() {
  const epoch = randomBytes(6).toString('base64url');
  let told: readonly Told[] = [];
  let last = 0;
  return {
    lastId: () => `${epoch}.${last}`,
    forget: () => void (told = []),
    tell(event: Told['event']): Told {
      last += 1;
      const entry = { number: last, id: `${epoch}.${last}`, event };
      told = [...told.slice(-(eventsKept - 1)), entry];
      return entry;
    },
    /** Null: not all of them are kept. Nothing is missed by whoever comes for the first time: they have just asked for everything. */
    since(lastId: string | undefined): readonly Told[] | null {
      if (lastId === undefined) return [];
      const [from, number = ''] = lastId.split('.');
      const had = Number(number);
      const oldest = told[0]?.number;
      const isKept = from === epoch && Number.isInteger(had) && oldest !== undefined && had >= oldest - 1;
      return isKept ? told.filter((entry) => entry.number > had) : null;
    },
  };
}

interface Thing {
  readonly key: string;
  readonly stamp: string;
  readonly event: Told['event'];
}

async function lookAround(
  backend: Pick<Backend, 'incidents' | 'detectors'>,
  withDetectors: boolean,
): Promise<{ readonly things: readonly Thing[]; readonly kept: 'incidents' | 'nothing' }> {
  const views = await backend.incidents({ scope: '*', state: 'all', limit: incidentsAtMost });
  const incidents = views.map(({ detector, incident, page, marks }) => ({
    key: `incident ${detector}/${incident.id}`,
    stamp: JSON.stringify([incident.state, incident.updatedAtMs, page.state, marks.length]),
    event: { type: 'incident' as const, detector, id: incident.id },
  }));
  if (!withDetectors) return { things: incidents, kept: 'incidents' };
  const detectors = (await backend.detectors('*')).map((summary) => ({
    key: `detector ${summary.id}`,
    stamp: JSON.stringify(summary),
    event: { type: 'detector' as const, detector: summary.id },
  }));
  return { things: [...incidents, ...detectors], kept: 'nothing' };
}
