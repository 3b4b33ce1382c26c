import { expect, test } from 'vitest';
import { createMatcher } from '../../dashboard/pages/tail/match.ts';
import { pattern } from '../operator/http/fake-backend.ts';

const match = createMatcher([
  { ...pattern, id: 'any', text: 'order <num> <word>' },
  { ...pattern, id: 'failed', text: 'order <num> failed after <duration>' },
  { ...pattern, id: 'wild', text: '<num> <num>' },
]);
const partsOf = (line: string) => match(line)?.parts.map(({ kind, text }) => `${kind}:${text}`);

test('the most specific pattern is found, and the line is cut into what is the same and what differs', () => {
  expect(match('2026-03-04 ERROR order 5531 failed after 14 ms')?.pattern.id).toBe('failed');
  expect(partsOf('2026-03-04 ERROR order 5531 failed after 14 ms')).toEqual([
    'around:2026-03-04 ERROR ',
    'same:order',
    'differs: 5531 ',
    'same:failed after',
    'differs: 14 ms',
  ]);
  expect(match('order 1 placed')?.pattern.id).toBe('any');
});

test('a line keeps every character, whatever it holds', () => {
  for (const line of [
    'order \u001b[31m5531 failed after \u202e14',
    '<b>order</b> 1 failed after <script>',
    'order failed after failed after',
  ]) {
    expect(
      match(line)
        ?.parts.map(({ text }) => text)
        .join(''),
    ).toBe(line);
  }
});

test('without words of a pattern there is none, and a long line of nearly fitting words costs no time', () => {
  expect(match('7 8')).toBeNull();
  const startedAt = performance.now();
  expect(match('orde failed '.repeat(20_000))).toBeNull();
  expect(performance.now() - startedAt).toBeLessThan(500);
});

const access = createMatcher([
  { ...pattern, id: 'ok', text: 'GET <path> status=2xx' },
  { ...pattern, id: 'failed', text: 'GET <path> status=5xx' },
  { ...pattern, id: 'health', text: 'GET /healthz status=2xx' },
  { ...pattern, id: 'quoted', text: 'field "name" of <id> is empty' },
]);
const idOf = (line: string) => access(line)?.pattern.id ?? null;

test.each([
  ['10.0.3.17 - - [22/Nov/2026:09:10:01 +0000] "GET /api/items/17 HTTP/1.1" 200 512 "-" "Mozilla/5.0"', 'ok'],
  ['10.0.3.17 - - [22/Nov/2026:09:10:01 +0000] "GET /api/items/200 HTTP/1.1" 502 12 "-" "curl/8"', 'failed'],
  ['[2026-11-22T09:10:01.123Z] "GET /cart/7 HTTP/1.1" 204 - via_upstream', 'ok'],
  ['{"method":"GET","path":"/a/7","status":503,"took_ms":12}', 'failed'],
  ['ts=2026-11-22T09:10:01Z method=GET path=/a/7 status=200', 'ok'],
  ['10.0.3.17 - - [22/Nov/2026:09:10:01 +0000] "GET /healthz HTTP/1.1" 200 2', 'health'],
  ['10.0.3.17 - - [22/Nov/2026:09:10:01 +0000] "GET /api/items/17 HTTP/1.1" 404 512', null],
  ['TARGET moved to /a in 200', null],
])('a request is of the pattern of its method and status, whatever form the access log has: %s', (line, id) => {
  expect(idOf(line)).toBe(id);
});

test('what differs in a request is the path, and the status is what is the same', () => {
  const parts = access('1.2.3.4 "GET /a/7 HTTP/1.1" 200 512')?.parts.map(({ kind, text }) => `${kind}:${text}`);
  expect(parts).toEqual(['around:1.2.3.4 "', 'same:GET', 'differs: /a/7 HTTP/1.1" ', 'same:200', 'around: 512']);
});

test('a message within JSON is found though its quotes are escaped there', () => {
  expect(idOf(JSON.stringify({ level: 'error', msg: 'field "name" of 17 is empty' }))).toBe('quoted');
});
