/** What is changed from a terminal, against a simulated cluster and the operator's server for people behind it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeBackend, operation, type FakeBackend } from '../operator/http/fake-backend.ts';
import { startPeopleServer, type PeopleServer } from '../fakes/people-server.ts';
import { inProcess } from './in-process.ts';
import type { Ended } from './run.ts';

const timeout = 60_000;
let folder = '';
let people: PeopleServer;
let backend: FakeBackend;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'logbot-actions-'));
  const fake = createFakeBackend();
  backend = {
    ...fake,
    change: async (request, scope) => {
      const sentence = `Pattern abc of cart is ${request.change.type}.`;
      if (request.seen === null) return { outcome: 'preview', sentence, lines: ['order <num> failed'], seen: 'seen' };
      return await fake.change(request, scope).then(() => ({ outcome: 'accepted' as const, sentence }));
    },
  };
  backend.rollback = async (id, body) => {
    const reply = await fake.rollback(id, body);
    return body.preview ? reply : { outcome: 'accepted', operation };
  };
  people = await startPeopleServer(backend);
  for (const name of ['ann', 'bob']) writeFileSync(join(folder, `${name}.yaml`), people.cluster.kubeconfig(name));
});
afterEach(async () => {
  await people.close();
  rmSync(folder, { recursive: true });
});

const ann = (...args: readonly string[]): Promise<Ended> => as('ann', ...args);
const as = (name: string, ...args: readonly string[]): Promise<Ended> =>
  inProcess([...args, '-n', 'shop'], { kubeconfig: join(folder, `${name}.yaml`), home: join(folder, name) });
const done = () => backend.asked.filter(([name]) => name === 'change').map(([, question]) => question);

test(
  'a change is shown, and done only with --yes where nobody sits at a keyboard',
  async () => {
    const shown = await ann('split', 'abc');
    expect(shown).toMatchObject({ code: 1, out: 'Pattern abc of cart is split.\n  order <num> failed\n' });
    expect(shown.err).toContain('--yes');
    expect(await ann('split', 'abc', '--dry-run')).toMatchObject({ code: 0, err: '' });
    expect(done()).toEqual([]);
    expect(await ann('split', 'abc', '--yes')).toMatchObject({ code: 0, err: '' });
    const change = { type: 'split', detector: 'shop/shop', workload: 'cart', pattern: 'abc' };
    expect(done()).toEqual([{ request: { change, seen: 'seen', requestedBy: 'ann', channel: 'terminal' }, scope: ['shop'] }]);
    expect(backend.audited[0]).toMatchObject({ user: 'ann', channel: 'terminal', result: 'accepted: Pattern abc of cart is split.' });
  },
  timeout,
);

test(
  'every change of the bot has its words in a terminal',
  async () => {
    const types = [
      ['mute', 'abc', '--for', '2h'],
      ['mute', 'abc', '--forever'],
      ['unmute', 'abc'],
      ['describe', 'abc', '--name', 'orders fail', '--runbook', 'none'],
      ['merge', 'abc', 'abc'],
      ['snooze', 'inc-1', '--for', '2h', '--rate-above', '3'],
      ['wake', 'inc-1'],
      ['assign', 'inc-1', 'bob'],
    ];
    for (const words of types) expect([words, (await ann(...words, '-y', '--json')).code]).toEqual([words, 0]);
    const changes = done().map((question) => (question as { request: { change: object } }).request.change);
    expect(changes).toMatchObject([
      { type: 'mute', untilAtMs: expect.any(Number) },
      { type: 'mute', untilAtMs: null },
      { type: 'unmute' },
      { type: 'describe', pattern: 'abc', name: 'orders fail', runbook: '' },
      { type: 'merge', into: 'abc' },
      { type: 'snooze', incident: expect.stringMatching(/^shop\/shop\/inc-1/), conditions: { rateAbove: 3 } },
      { type: 'wake' },
      { type: 'assign', user: 'bob' },
    ]);
  },
  timeout,
);

test(
  'models are retrained and rolled back to what was shown, a test page is sent',
  async () => {
    expect((await ann('retrain', '-y')).out).toContain('Asked for.');
    expect(JSON.parse((await ann('rollback', '--json', '--dry-run')).out)).toMatchObject({ outcome: 'preview', seen: '1' });
    await ann('rollback', 'shop', '-y');
    const asked = backend.asked.filter(([name]) => name === 'rollback').map(([, question]) => question);
    expect(asked.slice(-2)).toMatchObject([{ body: { version: null, preview: true } }, { body: { version: 1, preview: false } }]);
    expect(await ann('page', 'shop/shop', '-y')).toMatchObject({ code: 0, out: expect.stringContaining('Taken.') });
  },
  timeout,
);

test(
  'two versions are compared, the last hours tried out, and who did what is listed',
  async () => {
    expect((await ann('diff', '1', '2')).out).toContain('model 1 would have raised 1 alarm, model 2 2');
    expect((await ann('test', 'shop/shop', '--last', '6h')).out).toContain('in the last');
    await ann('retrain', '-y');
    expect((await ann('audit', 'retrain')).out).toContain('ann (terminal)  retrain shop/shop  ->  accepted: Asked for.');
    for (const verb of ['patch', 'update']) people.cluster.faults.deny(verb, '*', '', 'bob');
    expect((await as('bob', 'audit')).err).toContain('for those who may change all of them');
  },
  timeout,
);

test(
  'who may not is told so, what there is not is named, and wrong use is told apart',
  async () => {
    for (const verb of ['patch', 'update']) people.cluster.faults.deny(verb, '*', '', 'bob');
    const refused = await as('bob', 'split', 'abc', '-y');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('not use split there');
    expect(await ann('split', 'zzz', '-y')).toMatchObject({ code: 1, err: expect.stringContaining('There is no pattern zzz') });
    expect((await ann('mute', 'abc')).err).toContain('Until when?');
    expect((await ann('retrain', 'nothing', '-y')).err).toContain('There is no LogDetector nothing here');
    expect((await ann('snooze', 'inc-1', '--rate-above', '0')).code).toBe(2);
    expect((await ann('split', 'abc', '--yes', '--dry-run')).code).toBe(2);
  },
  timeout,
);
