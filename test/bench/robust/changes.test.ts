import { expect, test } from 'vitest';
import { clocks, lose, shuffle } from '../../../bench/robust/disturb.ts';
import type { Line, Plan } from '../../../bench/robust/line.ts';
import { rename } from '../../../bench/robust/rename.ts';
import { replaceWords } from '../../../bench/robust/words.ts';

const at = '2026-01-02T03:04:05.000Z';
const log = (workload: string, line: string, rest: Partial<Line> = {}): Line => ({
  at,
  type: 'log',
  namespace: 'shop',
  workload,
  pod: `${workload}-7d9f-x2`,
  line,
  ...rest,
});

function changed(plan: Plan, lines: readonly Line[], truth = '{}'): { readonly lines: readonly Line[]; readonly truth: string } {
  const change = plan({ recordings: [lines], truth, seed: 1 });
  return { lines: change.recording(lines), truth: change.truth?.(truth) ?? truth };
}

test('a renamed service has one new name in fields, pods, hosts, variables, texts and answers', () => {
  const pod = {
    kind: 'Pod',
    metadata: { name: 'order-api-7d9f-x2', namespace: 'shop', labels: { app: 'order-api' } },
    spec: { env: 'ORDER_API_ADDR=order-api:80' },
  };
  const lines = [
    log('order-api', 'order-api started'),
    log('front', 'call to http://order-api.shop:80 failed'),
    { at, type: 'object', object: pod },
  ];
  const { lines: after, truth } = changed(rename, lines, '{"c1":{"object":"app/order-api","cause":"oom_killed"}}');
  const name = after[0]?.workload ?? '';
  expect(name).not.toBe('order-api');
  expect(after[0]).toMatchObject({ pod: `${name}-7d9f-x2`, line: `${name} started` });
  expect(after[1]?.line).toBe(`call to http://${name}.shop:80 failed`);
  expect(JSON.stringify(after[2])).toContain(`${name.replaceAll('-', '_').toUpperCase()}_ADDR=${name}:80`);
  expect(JSON.parse(truth)).toEqual({ c1: { object: `app/${name}`, cause: 'oom_killed' } });
  expect(JSON.stringify(after)).not.toMatch(/order.api/i);
});

test('a name that begins with another one still does, and a longer word that holds it is left alone', () => {
  const { lines } = changed(rename, [log('store', 'the storefront restored it'), log('store-db', 'x')]);
  expect(lines[1]?.workload?.startsWith(`${lines[0]?.workload ?? '?'}-`)).toBe(true);
  expect(lines[0]?.line).toBe('the storefront restored it');
});

test('a service that is called like its product is renamed where it is a host, and not where a text speaks of the product', () => {
  const pod = {
    kind: 'Pod',
    metadata: { name: 'redis-0', labels: { app: 'redis' } },
    spec: { containers: [{ image: 'docker.io/library/redis:7' }] },
  };
  const { lines } = changed(rename, [{ at, type: 'object', object: pod }, log('front', 'redis error at redis:6379')]);
  const line = lines[1]?.line ?? '';
  expect(line).toMatch(/^redis error at \S+:6379$/);
  expect(line).not.toContain('redis:6379');
});

test('parts of the cluster keep their names', () => {
  const { lines } = changed(rename, [log('coredns', 'x', { namespace: 'kube-system' })]);
  expect(lines[0]?.workload).toBe('coredns');
});

test('what has one time is mixed, and the lines of a container stay in their order', () => {
  const lines = Array.from({ length: 40 }, (_, i) => log(i % 2 === 0 ? 'a' : 'b', String(i)));
  const { lines: after } = changed(shuffle, [...lines, log('a', 'last', { at: '2026-01-02T03:04:06.000Z' })]);
  expect(after.map(({ line }) => line)).not.toEqual([...lines.map(({ line }) => line), 'last']);
  expect(after.filter(({ workload }) => workload === 'a').map(({ line }) => line)).toEqual([
    ...lines.filter((_, i) => i % 2 === 0).map(({ line }) => line),
    'last',
  ]);
  expect(after.at(-1)?.line).toBe('last');
});

test('a tenth of the log lines is lost, the same ones each time, and nothing else', () => {
  const event: Line = { at, type: 'event' };
  const lines = [...Array.from({ length: 1_000 }, (_, i) => log('a', String(i))), event];
  const { lines: after } = changed(lose, lines);
  expect(after.length).toBeGreaterThan(860);
  expect(after.length).toBeLessThan(940);
  expect(after).toContain(event);
  expect(changed(lose, lines).lines).toEqual(after);
});

test('a clock that is ahead is so in the time of the line and in its text, and the recording stays in order', () => {
  const names = Array.from({ length: 12 }, (_, i) => `svc-${i}`);
  const { lines } = changed(clocks, [
    ...names.map((name) => log(name, '2026-01-02 03:04:05,123 INFO x')),
    log('late', 'x', { at: '2026-01-02T03:04:06.000Z' }),
  ]);
  const ahead = lines.filter(({ line }) => line?.includes('03:04:07,123'));
  expect(ahead.length).toBeGreaterThan(0);
  expect(ahead.length).toBeLessThan(12);
  for (const line of ahead) expect(line.at).toBe('2026-01-02T03:04:07.000Z');
  const times = lines.map((line) => line.at);
  expect(times).toEqual(times.toSorted());
});

test('words for errors become the same nonsense everywhere, while levels, code and the lines of the cluster keep theirs', () => {
  const { lines } = changed(replaceWords, [
    log('a', 'ERROR connection refused: java.net.ConnectException'),
    log('b', '{"level":"error","msg":"Connection refused, request failed"}'),
    log('kube-proxy', 'connection refused', { namespace: 'kube-system' }),
  ]);
  expect(lines[0]?.line).toMatch(/^ERROR connection [a-z]+: java\.net\.ConnectException$/);
  const nonsense = /connection ([a-z]+):/.exec(lines[0]?.line ?? '')?.[1] ?? '?';
  expect(lines[1]?.line).toMatch(new RegExp(`^\\{"level":"error","msg":"Connection ${nonsense}, request [a-z]+"\\}$`));
  expect(lines[1]?.line).not.toMatch(/refused|failed/);
  expect(lines[2]?.line).toBe('connection refused');
});

test('an answer that is the name of a product is renamed like the service', () => {
  const pod = { kind: 'Pod', metadata: { name: 'redis-0', namespace: 'shop' }, spec: { containers: [{ image: 'redis:7' }] } };
  const lines = [log('redis', 'Redis 7 is ready'), { at, type: 'object', object: pod }];
  const { lines: after, truth } = changed(rename, lines, '{"c1":{"object":"app/redis"},"c2":{"service":"redis"}}');
  const name = after[0]?.workload ?? '';
  expect(name).not.toBe('redis');
  expect(after[0]?.line).toBe('Redis 7 is ready');
  expect(JSON.parse(truth)).toEqual({ c1: { object: `app/${name}` }, c2: { service: name } });
});

test('a service whose image has its name is renamed in texts as well', () => {
  const pod = { kind: 'Pod', metadata: { name: 'cart-0', namespace: 'shop' }, spec: { containers: [{ image: 'acme/cart:7' }] } };
  const { lines } = changed(rename, [log('cart', 'Started container cart'), { at, type: 'object', object: pod }]);
  expect(lines[0]?.line).toBe(`Started container ${lines[0]?.workload}`);
});
