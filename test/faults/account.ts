/** What the operator says of lines, threads and pages, held against what was written and what failed. */
import type { Stage } from './stage.ts';
import { areWritten, linesOf, type Load } from './pods.ts';
import { last, until } from './until.ts';

interface Account {
  readonly linesSeen: number;
  readonly droppedBy: Readonly<Record<string, number>>;
  /** Lines of all patterns together; what was lost of one and doubled of another cannot cancel out. */
  readonly patterns: readonly number[];
}

export async function accountOf(stage: Stage): Promise<Account> {
  const { api } = await stage.leader();
  const [detectors, { patterns }] = await Promise.all([
    api.detectors(stage.namespace),
    api.patterns({ namespaces: stage.namespace, forSeconds: 3600, limit: 2000 }),
  ]);
  const id = `${stage.namespace}/account`;
  const coverage = detectors.find((detector) => detector.id === id)?.coverage;
  const counts = patterns.filter(({ detector }) => detector === id).map(({ count }) => count);
  return { linesSeen: coverage?.linesSeen ?? 0, droppedBy: coverage?.droppedBy ?? {}, patterns: counts };
}

/** Waits until every line has been counted once. `mayLose`: where the API gave lines away, that has been said, and nothing came twice. */
export async function expectExact(
  stage: Stage,
  loads: readonly Load[],
  { mayLose, mayTellGap, withinMs }: { readonly mayLose: boolean; readonly mayTellGap: boolean; readonly withinMs: number },
): Promise<Account> {
  const wanted = sum(loads.map(linesOf));
  // Of a flood one line in so many is looked at; its lines are counted all the same.
  const isSampled = loads.some(({ type }) => type === 'flood');
  let seen: Account = { linesSeen: 0, droppedBy: {}, patterns: [] };
  const isSettled = async (): Promise<boolean> => {
    seen = await accountOf(stage);
    if (seen.linesSeen > wanted) return true;
    const isWhole = seen.linesSeen === wanted && (isSampled || sum(seen.patterns) === wanted);
    return isWhole || (mayLose && (await isAllThereIs(stage, loads, seen)));
  };
  const outcome = await until(isSettled, withinMs).catch((error: unknown) => error);
  const text = `${wanted} lines were written, the account is ${JSON.stringify(seen)}`;
  if (outcome instanceof Error) throw new Error(text, { cause: outcome });
  if (seen.linesSeen > wanted) throw new Error(`Lines were counted twice: ${text}`);
  if (seen.linesSeen < wanted && !hasGap(seen)) throw new Error(`Lines are missing and no gap was reported: ${text}`);
  if (!mayLose && !mayTellGap && Object.keys(seen.droppedBy).length > 0) throw new Error(`A gap was reported that is none: ${text}`);
  return seen;
}

/** A gap of unknown length has been reported, all has been written, and for so long nothing more was read. */
async function isAllThereIs(stage: Stage, loads: readonly Load[], seen: Account): Promise<boolean> {
  if (!hasGap(seen) || !(await areWritten(stage.namespace, loads))) return false;
  await last(settledAfterMs);
  return (await accountOf(stage)).linesSeen === seen.linesSeen;
}

const settledAfterMs = 10_000;

function hasGap({ droppedBy }: Account): boolean {
  return Object.values(droppedBy).includes(-1);
}

/** Said once after some minutes, about no incident. */
const welcome = / watches \d+ workloads?\./;

/** Waits until the one incident has been told, and throws when anything was told twice. */
export async function expectToldOnce(stage: Stage, withinMs = 180_000): Promise<void> {
  let said = '';
  const isTold = async (): Promise<boolean> => {
    const { api } = await stage.leader();
    const incidents = await api.incidents({ namespaces: stage.namespace, state: 'all', limit: 50 });
    const messages = await stage.messages();
    const threads = messages.filter(({ ts, thread_ts: thread, text }) => (thread === undefined || thread === ts) && !welcome.test(text));
    const replies = messages.filter(({ ts, thread_ts: thread }) => thread !== undefined && thread !== ts).map(({ text }) => text);
    const { opened } = stage.pager;
    said = JSON.stringify({
      incidents: incidents.map(({ incident }) => incident.id),
      threads: threads.map(({ text }) => text),
      replies,
      opened,
    });
    if (incidents.length > 1 || threads.length > 1 || opened.length > 1 || new Set(replies).size < replies.length) {
      throw new ToldTwice(`Something was told twice: ${said}`);
    }
    return incidents.length === 1 && threads.length === 1 && opened.length === 1 && (await api.posts({ waitSeconds: 0 })).length === 0;
  };
  let twice: unknown = null;
  const check = async (): Promise<boolean> => {
    try {
      return await isTold();
    } catch (error) {
      if (!(error instanceof ToldTwice)) throw error;
      twice = error;
      return true;
    }
  };
  await until(check, withinMs).catch((cause: unknown) => {
    throw new Error(`The incident was not told: ${said}`, { cause });
  });
  if (twice) throw twice;
}

class ToldTwice extends Error {}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
