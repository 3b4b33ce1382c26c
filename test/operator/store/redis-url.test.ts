import { expect, test } from 'vitest';
import { parseRedisUrl } from '../../../operator/store/redis-url.ts';

test('every kind of Redis has its address', () => {
  const one = { nodes: [{ host: 'redis', port: 6379 }], username: null, tls: false };
  expect(parseRedisUrl('redis://redis')).toEqual({ type: 'standalone', database: 0, ...one });
  expect(parseRedisUrl('rediss://bot@redis:7000/3')).toEqual({
    type: 'standalone',
    database: 3,
    nodes: [{ host: 'redis', port: 7000 }],
    username: 'bot',
    tls: true,
  });
  expect(parseRedisUrl('redis+sentinel://a,b:1/main?tls=true')).toEqual({
    type: 'sentinel',
    master: 'main',
    nodes: [
      { host: 'a', port: 26_379 },
      { host: 'b', port: 1 },
    ],
    username: null,
    tls: true,
  });
  expect(parseRedisUrl('redis+cluster://[::1]:7001,10.0.0.1')).toMatchObject({
    type: 'cluster',
    nodes: [{ host: '::1', port: 7001 }, { host: '10.0.0.1' }],
  });
});

test.each([
  ['http://redis', 'must be redis://'],
  ['redis://:secret@redis', 'must hold no password'],
  ['redis://a,b', 'names several hosts'],
  ['redis://redis/main', 'number of the database'],
  ['redis://redis?timeout=1', 'knows no parameter timeout'],
  ['redis+sentinel://a', 'must name the master'],
  ['redis://redis:99999', 'no HOST:PORT'],
])('%s is refused with what is wrong and without a password', (url, sentence) => {
  expect(() => parseRedisUrl(url)).toThrow(sentence);
  expect(() => parseRedisUrl(url)).not.toThrow('secret');
});
