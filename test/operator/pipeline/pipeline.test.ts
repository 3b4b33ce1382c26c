import { expect, test, vi } from 'vitest';
import type { IncidentChange } from '../../../engine/index.ts';
import type { Checkpoint, Persistence } from '../../../operator/pipeline/checkpoint.ts';
import { openPipeline } from '../../../operator/pipeline/pipeline.ts';
import type { FollowTarget, LogSource, StreamPosition } from '../../../operator/sources/source.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

function options(parts: Awaited<ReturnType<Persistence['load']>>['parts'] = []) {
  const saved: Checkpoint[] = [];
  const persistence: Persistence = {
    load: () => Promise.resolve({ parts, positions: new Map() }),
    closeOpen: () => [],
    save: (_, checkpoint) => Promise.resolve(void saved.push(checkpoint)),
    detectors: () => Promise.resolve([]),
    remove: () => Promise.resolve(),
  };
  return {
    saved,
    detector: 'shop/shop',
    engine: { detector: 'shop/shop' },
    source: { follow: () => Promise.resolve() },
    streamKey: ({ podUid, container }: { podUid: string; container: string }) => `${podUid}/${container}`,
    persistence,
    now: Date.now,
    telemetry: createTelemetry({ level: 'silent' }),
    turn: () => Promise.resolve(),
    onTick: () => undefined,
  };
}

test('a damaged record of the store is named with what to do about it', async () => {
  const opening = openPipeline(options([{ part: 'workload:shop:deployment:web', bytes: new TextEncoder().encode('{') }]));
  await expect(opening).rejects.toMatchObject({
    code: 'StoreCorrupt',
    message: expect.stringMatching(/"workload:shop:deployment:web" is damaged: .*\. Delete this LogDetector/),
  });
});

test('a workload that is long gone is forgotten, in memory and in the store', async () => {
  let nowMs = Date.UTC(2026, 0, 5, 10);
  const about = { ...options(), now: () => nowMs };
  const pipeline = await openPipeline(about);
  const workload = { namespace: 'shop', kind: 'Job', name: 'import-17' };
  const stream = { workload, pod: 'import-17-x', container: 'main', restartCount: 0 };
  const bytes = new TextEncoder().encode(`${new Date(nowMs).toISOString()} done\n`);
  pipeline.engine.push({ stream, framing: 'kubernetes', bytes, receivedAtMs: nowMs });
  nowMs += 60_000;
  const parts = () => about.saved.flatMap((checkpoint) => checkpoint.parts).filter(({ part }) => part.startsWith('workload:'));
  await expect.poll(() => parts().length, { timeout: 5000 }).toBe(1);
  nowMs += 9 * 86_400_000;
  await expect.poll(() => pipeline.engine.workloads(), { timeout: 5000 }).toEqual([]);
  await pipeline.stop();
  expect(parts().at(-1)?.bytes).toBeNull();
});

const web: FollowTarget = {
  workload: { namespace: 'shop', kind: 'Deployment', name: 'web' },
  pod: 'web-1',
  podUid: 'u1',
  container: 'web',
  containerId: 'c1',
  restartCount: 0,
  previous: false,
  terminated: false,
};

const here = { targets: [], beyond: [], podUids: new Set(['u1']) };

/** Has a log of ten lines, of which it delivers what lies behind the position, and ends. */
function createLog(nowMs: number): { readonly source: LogSource; readonly begun: (StreamPosition | null)[] } {
  const begun: (StreamPosition | null)[] = [];
  const lines = Array.from({ length: 10 }, (_, index) => `${new Date(nowMs + index).toISOString()} request ${index} done\n`);
  const source: LogSource = {
    async follow(target, from, sink) {
      begun.push(from);
      const wanted = lines.slice(from?.linesSeen ?? 0);
      const chunk = {
        stream: target,
        framing: 'kubernetes' as const,
        bytes: new TextEncoder().encode(wanted.join('')),
        receivedAtMs: nowMs,
      };
      const position = { lastAt: null, recent: {}, linesSeen: lines.length, finished: false };
      await sink.onBatch({ target, chunk, lines: wanted.length, position });
    },
  };
  return { source, begun };
}

const seen = (pipeline: Awaited<ReturnType<typeof openPipeline>>) => pipeline.engine.workloads()[0]?.coverage;

test('a pod that is selected again is read on where it was left, and no line is counted twice', async () => {
  let nowMs = Date.UTC(2026, 0, 5, 10);
  const { source, begun } = createLog(nowMs);
  const about = { ...options(), source, now: () => nowMs };
  const pipeline = await openPipeline(about);
  pipeline.follow({ ...here, targets: [web] });
  await expect.poll(() => pipeline.streams().open).toBe(0);
  pipeline.follow(here);
  await expect.poll(() => pipeline.streams().open).toBe(0);
  pipeline.follow({ ...here, targets: [web] });
  await expect.poll(() => begun.at(-1)).toMatchObject({ linesSeen: 10 });
  nowMs += 5000;
  await expect.poll(() => seen(pipeline)?.linesSeen, { timeout: 5000 }).toBe(10);
  await pipeline.stop();
});

test('how far a left pod was read outlasts a restart, and is forgotten when nothing of it could be read twice', async () => {
  let nowMs = Date.UTC(2026, 0, 5, 10);
  const { source, begun } = createLog(nowMs);
  const left = { lastAt: null, recent: {}, linesSeen: 10, finished: false, leftAtMs: nowMs - 60_000, target: web };
  const about = options();
  const load = () => Promise.resolve({ parts: [], positions: new Map([['u1/web', left]]) });
  const pipeline = await openPipeline({ ...about, source, now: () => nowMs, persistence: { ...about.persistence, load } });
  pipeline.follow(here);
  expect(begun).toEqual([]);
  nowMs += 16 * 60_000;
  const positions = () => about.saved.flatMap((checkpoint) => checkpoint.positions);
  await expect.poll(positions, { timeout: 5000 }).toEqual([{ stream: 'u1/web', position: null }]);
  await pipeline.stop();
});

test('what is not followed for want of a stream is missed, once, and by name', async () => {
  const pipeline = await openPipeline(options());
  for (let visit = 0; visit < 3; visit += 1) pipeline.follow({ ...here, beyond: [web] });
  expect(seen(pipeline)).toEqual({ linesSeen: 0, linesDropped: 0, droppedBy: { 'stream-limit': -1 } });
  expect(pipeline.streams().beyond).toBe(1);
  await pipeline.stop();
});

test('of a workload that is read in turns it is said once that lines are missed, however often the turns change', async () => {
  const about = { ...options(), source: createFollower() };
  const pipeline = await openPipeline(about);
  const other = { ...web, pod: 'web-2', podUid: 'u2' };
  const missed = vi.spyOn(pipeline.engine, 'missed');
  const heard = vi.spyOn(pipeline.engine, 'hear');
  for (const [targets, beyond] of [
    [[web], [other]],
    [[other], [web]],
    [[web], [other]],
    [[web, other], []],
  ] as const) {
    pipeline.follow({ ...here, targets, beyond });
    expect(pipeline.streams().beyond).toBe(beyond.length);
  }
  expect(missed.mock.calls.map(([, reason]) => reason)).toEqual(['stream-limit']);
  expect(heard.mock.calls.map(([, share]) => share)).toEqual([0.5, 0.5, 0.5, 1]);
  await pipeline.stop();
});

/** Reads until it is told to end. */
function createFollower(): LogSource {
  return { follow: (_target, _from, _sink, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())) };
}

const part = (name: string, formatVersion: number) => ({
  part: name,
  bytes: new TextEncoder().encode(JSON.stringify({ formatVersion, state: {} })),
});

test('a state that a later release wrote is neither read nor touched, and the way out is said', async () => {
  const about = options([part('shared', 1), part('workload:shop:deployment:web', 999)]);
  await expect(openPipeline(about)).rejects.toMatchObject({
    code: 'StoreNewer',
    action: 'stall',
    message: expect.stringMatching(/shop\/shop has format 999, which a later release wrote; .* Run that release again/),
  });
  expect(about.saved).toEqual([]);
});

test('a state of an earlier format is begun anew: its parts go, its open incidents end, its positions stay', async () => {
  const about = options([part('workload:shop:deployment:old', 0)]);
  const ended = { type: 'resolved', incident: { id: 'inc-1' }, news: [] } as unknown as IncidentChange;
  const position = { lastAt: null, recent: {}, linesSeen: 10, finished: true, target: web };
  const persistence: Persistence = {
    ...about.persistence,
    load: async (detector) => ({ ...(await about.persistence.load(detector)), positions: new Map([['u1/web', position]]) }),
    closeOpen: () => [ended],
  };
  const pipeline = await openPipeline({ ...about, persistence });
  expect(pipeline.isRead(web)).toBe(true);
  await pipeline.stop();
  expect(about.saved[0]?.changes).toEqual([ended]);
  expect(about.saved[0]?.parts).toContainEqual({ part: 'workload:shop:deployment:old', bytes: null });
});

const reasonsOf = (pipeline: Awaited<ReturnType<typeof openPipeline>>) => seen(pipeline)?.droppedBy;

test('a pod that came and went before anybody looked leaves a gap, once, and one that was read leaves none', async () => {
  const { source } = createLog(Date.UTC(2026, 0, 5, 10));
  const about = options();
  const pipeline = await openPipeline({ ...about, source });
  pipeline.follow({ ...here, targets: [web] });
  await expect.poll(() => pipeline.streams().open).toBe(0);
  pipeline.follow({ ...here, podUids: new Set(), gone: [{ ...web, terminated: true }] });
  expect(reasonsOf(pipeline)).toEqual({});
  const missed = { ...web, pod: 'web-2', podUid: 'u2', terminated: true };
  const told = vi.spyOn(pipeline.engine, 'missed');
  for (let visit = 0; visit < 2; visit += 1) pipeline.follow({ ...here, podUids: new Set(), gone: [missed] });
  expect(told.mock.calls.map(([, reason, lines]) => [reason, lines])).toEqual([['log-gone', -1]]);
  await pipeline.stop();
  const saved = about.saved.flatMap((checkpoint) => checkpoint.positions).findLast(({ stream }) => stream === 'u2/web');
  expect(saved?.position).toMatchObject({ finished: true, leftAtMs: expect.any(Number) });
});

test('of a pod for which there was no stream that is said once, and not again when it goes', async () => {
  const pipeline = await openPipeline(options());
  pipeline.follow({ ...here, beyond: [web] });
  pipeline.follow({ ...here, podUids: new Set(), gone: [web] });
  expect(reasonsOf(pipeline)).toEqual({ 'stream-limit': -1 });
  await pipeline.stop();
});

test('an instance is known from the moment it was met: after a crash before its first line somebody looks what became of it', async () => {
  const about = { ...options(), source: createFollower() };
  const first = await openPipeline(about);
  first.follow({ ...here, targets: [web] });
  expect(first.isSeen(web)).toBe(false);
  await first.stop();
  const positions = new Map(
    about.saved
      .flatMap((checkpoint) => checkpoint.positions)
      .flatMap(({ stream, position }) => (position ? [[stream, position] as const] : [])),
  );
  const { source, begun } = createLog(Date.UTC(2026, 0, 5, 10));
  const load = () => Promise.resolve({ parts: [], positions });
  const second = await openPipeline({ ...about, source, persistence: { ...about.persistence, load } });
  second.follow({ ...here, podUids: new Set() });
  expect(begun).toMatchObject([{ lastAt: null, linesSeen: 0, finished: false }]);
  await second.stop();
});

test('of a container of which only an Event tells there is a gap, unless any instance of it is known', async () => {
  const { source } = createLog(Date.UTC(2026, 0, 5, 10));
  const pipeline = await openPipeline({ ...options(), source, streamKey: ({ podUid, restartCount }) => `${podUid}/${restartCount}` });
  pipeline.follow({ ...here, targets: [{ ...web, restartCount: 3 }] });
  const heard = { ...web, containerId: '', terminated: true };
  pipeline.follow({ ...here, targets: [{ ...web, restartCount: 3 }], gone: [{ ...heard, restartCount: 1 }] });
  expect(reasonsOf(pipeline)).toEqual({});
  pipeline.follow({ ...here, gone: [{ ...heard, podUid: 'u9', pod: 'web-9' }] });
  expect(reasonsOf(pipeline)).toEqual({ 'log-gone': -1 });
  const missed = vi.spyOn(pipeline.engine, 'missed');
  const late = { ...web, podUid: 'u10', pod: 'web-10', restartCount: 2 };
  for (let visit = 0; visit < 2; visit += 1)
    pipeline.follow({ ...here, targets: [late], gone: [{ ...heard, podUid: 'u10', pod: 'web-10', restartCount: 1 }] });
  expect(missed).toHaveBeenCalledTimes(1);
  await pipeline.stop();
});
