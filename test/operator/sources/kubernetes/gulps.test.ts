import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { createBeats, type Beats } from '../../../../operator/sources/kubernetes/beats.ts';
import { createGulps, type Gulp, type Gulps, type GulpsOptions } from '../../../../operator/sources/kubernetes/gulps.ts';
import { eventually } from '../../../fakes/eventually.ts';

const opened: Gulps[] = [];

afterEach(() => {
  for (const gulps of opened.splice(0)) gulps.stop();
});

function open(options: Partial<GulpsOptions> = {}) {
  const body = new PassThrough({ readableHighWaterMark: 1 });
  const beats = createBeats(5);
  const sizes = { gulpBytes: 1_000, restForMs: 10, restAtMostMs: 40, silenceMs: 10_000 };
  const gulps = createGulps({ body, server: 'api:6443', beats, ...sizes, ...options });
  opened.push(gulps);
  return { body, gulps };
}

/** Wakes at once, and remembers for how long it was to be. */
function notingBeats(): { readonly beats: Beats; readonly rests: number[] } {
  const rests: number[] = [];
  const after: Beats['after'] = (forMs, then) => {
    rests.push(forMs);
    const timer = setImmediate(then);
    return () => clearImmediate(timer);
  };
  return { beats: { after }, rests };
}

const neverBeats: Beats = { after: () => () => {} };

function textOf(gulp: Gulp): string {
  return typeof gulp === 'string' ? gulp : Buffer.concat([...gulp]).toString();
}

test('lines that are written one by one come together, each once and in order', async () => {
  const { body, gulps } = open();
  const read: string[] = [];
  const reading = (async () => {
    for (let gulp = await gulps.next(); gulp !== 'ended'; gulp = await gulps.next()) read.push(textOf(gulp));
  })();
  let line = 0;
  const writing = setInterval(() => {
    if (line < 100) body.write(`line ${line}\n`);
    else body.end();
    if (line === 100) clearInterval(writing);
    line += 1;
  }, 2);
  await reading;
  expect(read.join('')).toBe(Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join(''));
  expect(read.length).toBeLessThan(50);
});

test('a log that goes on writing is left alone for longer and longer, one that pauses is heard soon again', async () => {
  const { beats, rests } = notingBeats();
  const { body, gulps } = open({ beats });
  for (const text of ['a', 'b', 'c', 'd']) {
    body.write(text);
    expect(textOf(await gulps.next())).toBe(text);
  }
  expect(rests).toEqual([10, 20, 40]);
  const next = gulps.next();
  await eventually(() => expect(rests).toHaveLength(4));
  // It was looked for after its rest, and nothing was there.
  await eventually(() => expect(body.readableFlowing).toBe(true));
  await new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));
  body.write('e');
  expect(textOf(await next)).toBe('e');
  expect(rests.at(-1)).toBe(10);
});

test('a log that writes more than a gulp is read on at once', async () => {
  const { beats, rests } = notingBeats();
  const { body, gulps } = open({ beats, gulpBytes: 10 });
  body.write('0123456789');
  await gulps.next();
  const before = rests.length;
  body.write('0123456789');
  expect(textOf(await gulps.next())).toBe('0123456789');
  expect(rests).toHaveLength(before);
});

test('while it rests nothing is taken but what is at hand', async () => {
  const { body, gulps } = open({ beats: neverBeats });
  const reading = gulps.next();
  body.write('first');
  await eventually(() => expect(body.readableFlowing).toBe(false));
  expect(body.write('second')).toBe(true);
  expect(body.readableLength).toBeLessThanOrEqual('second'.length);
  body.end();
  body.destroy();
  expect(textOf(await reading)).toBe('first');
});

test('without a byte for too long it is silent', async () => {
  const { body, gulps } = open({ silenceMs: 30 });
  body.write('a');
  expect(textOf(await gulps.next())).toBe('a');
  const startedAtMs = performance.now();
  expect(await gulps.next()).toBe('silent');
  expect(performance.now() - startedAtMs).toBeGreaterThan(25);
});

test('a connection that breaks in a rest wakes at once, and what came before it is handed out', async () => {
  const { body, gulps } = open({ beats: neverBeats });
  const reading = gulps.next();
  body.write('first');
  await eventually(() => expect(body.readableFlowing).toBe(false));
  body.destroy(new Error('reset'));
  expect(textOf(await reading)).toBe('first');
  await expect(gulps.next()).rejects.toMatchObject({ code: 'ApiUnreachable' });
});
