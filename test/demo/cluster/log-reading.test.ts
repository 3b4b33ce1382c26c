import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster } from '../../../demo/cluster/cluster.ts';
import type { SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { call, podNamed, readLines } from './calls.ts';
import { eventually } from '../../fakes/eventually.ts';

let cluster: SimulatedCluster;
let stop: AbortController;
const key = { namespace: 'shop', pod: 'a', container: 'main' };
const path = '/api/v1/namespaces/shop/pods/a/log';
const read = (query = ''): Promise<string> => call(cluster, ['GET', `${path}?${query}`]).then((reply) => reply.text);

beforeEach(async () => {
  cluster = await startCluster({ logLines: 100 });
  cluster.upsert(podNamed('a'));
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await cluster.close();
});

describe('pods/log', () => {
  it('writes times with nine digits, rising also within one millisecond', async () => {
    cluster.appendLog(key, 'one\ntwo', 1_500);
    expect(await read('timestamps=true')).toBe('1970-01-01T00:00:01.500000000Z one\n1970-01-01T00:00:01.500001000Z two\n');
  });

  it('tailLines, limitBytes and sinceTime cut what is asked for; sinceTime counts in whole seconds', async () => {
    for (let i = 0; i < 5; i += 1) cluster.appendLog(key, `line ${i}`, 1_000 + i * 500);
    expect(await read('tailLines=2')).toBe('line 3\nline 4\n');
    expect(await read('limitBytes=9')).toBe('line 0\nli');
    expect(await read('sinceTime=1970-01-01T00:00:02.400Z')).toBe('line 2\nline 3\nline 4\n');
  });

  it('following delivers every line once and ends with the container', async () => {
    cluster.appendLog(key, 'before', 1_000);
    const { lines, ended } = readLines(`${cluster.url}${path}?follow=true`, stop.signal);
    await eventually(() => expect(lines).toEqual(['before']));
    for (let i = 0; i < 50; i += 1) cluster.appendLog(key, `live ${i}`, 2_000 + i);
    cluster.restartContainer(key, { exitCode: 137, reason: 'OOMKilled', atMs: 3_000 });
    cluster.appendLog(key, 'new instance', 4_000);
    await ended;
    expect(lines).toEqual(['before', ...Array.from({ length: 50 }, (_, i) => `live ${i}`)]);
  });

  it('after a restart the old log is previous and the status says why it ended', async () => {
    expect((await call(cluster, ['GET', `${path}?previous=true`])).body['message']).toBe(
      'previous terminated container "main" in pod "a" not found',
    );
    cluster.appendLog(key, 'old', 1_000);
    cluster.restartContainer(key, { exitCode: 137, reason: 'OOMKilled', atMs: 3_000 });
    cluster.appendLog(key, 'new', 4_000);
    expect([await read('previous=true'), await read()]).toEqual(['old\n', 'new\n']);
    expect(cluster.get('Pod', 'shop', 'a')).toMatchObject({
      status: { containerStatuses: [{ restartCount: 1, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }] },
    });
  });

  it.each([
    ['container=zz', 'container zz is not valid for pod two'],
    ['', 'a container name must be specified for pod two, choose one of: [x y]'],
  ])('%s is refused in the words of the API server', async (query, message) => {
    cluster.upsert(podNamed('two', ['x', 'y']));
    const reply = await call(cluster, ['GET', `/api/v1/namespaces/shop/pods/two/log?${query}`]);
    expect([reply.code, reply.body['message']]).toEqual([400, message]);
  });

  it('a container that has not started has no log yet', async () => {
    cluster.upsert({
      ...podNamed('new'),
      status: {
        phase: 'Pending',
        containerStatuses: [{ name: 'main', restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }],
      },
    });
    const reply = await call(cluster, ['GET', '/api/v1/namespaces/shop/pods/new/log']);
    expect([reply.code, reply.body['message']]).toEqual([400, 'container "main" in pod "new" is waiting to start: ContainerCreating']);
  });

  it.each(['tailLines=-1', 'limitBytes=0', 'sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z'])('%s is invalid', async (query) => {
    expect((await call(cluster, ['GET', `${path}?${query}`])).code).toBe(422);
  });

  it('a log is bounded: the oldest lines rotate away', async () => {
    for (let i = 0; i < 500; i += 1) cluster.appendLog(key, `line ${i}`, 1_000 + i);
    const lines = (await read()).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(110);
    expect(lines.at(-1)).toBe('line 499');
  });

  it('bytes that are no text pass unchanged', async () => {
    cluster.appendLog(key, Uint8Array.of(0xff, 0x00, 0x41), 1_000);
    const bytes = new Uint8Array(await (await fetch(`${cluster.url}${path}`)).arrayBuffer());
    expect([...bytes]).toEqual([0xff, 0x00, 0x41, 10]);
  });

  it('the end of a pod ends who follows it', async () => {
    cluster.appendLog(key, 'last words', 1_000);
    const { lines, ended } = readLines(`${cluster.url}${path}?follow=true`, stop.signal);
    await eventually(() => expect(lines).toEqual(['last words']));
    cluster.remove('Pod', 'shop', 'a');
    await ended;
  });
});
