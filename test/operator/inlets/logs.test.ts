import { assert, constantFrom, dictionary, letrec, oneof, property, string, integer, array, boolean, constant } from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '../../../engine/math.ts';
import { HttpProblem } from '../../../operator/http/problem.ts';
import { bodyOf } from '../../../operator/inlets/body.ts';
import { readLogs } from '../../../operator/inlets/logs.ts';
import { logsTable } from '../../../operator/inlets/otlp.ts';
import { BodyError } from '../../../operator/inlets/reader.ts';
import { attribute, fixed64, message, text } from './protobuf-bytes.ts';

const nanos = '1767607200123456789';
const attributes = (pairs: Readonly<Record<string, string>>) =>
  Object.entries(pairs).map(([key, stringValue]) => ({ key, value: { stringValue } }));
const request = (resource: Readonly<Record<string, string>>, logRecords: readonly object[]) => ({
  resourceLogs: [{ resource: { attributes: attributes(resource) }, scopeLogs: [{ logRecords }] }],
});
const place = { 'k8s.namespace.name': 'shop', 'k8s.pod.name': 'cart-1' };
const record = (stringValue: string, over: object = {}) => ({ timeUnixNano: nanos, body: { stringValue }, ...over });
const linesOf = (body: unknown) => readLogs(body).logs.flatMap(({ lines }) => lines.map(({ text: line }) => line));

test('where a record comes from is read from its resource, its path or the record itself', () => {
  const uid = '0b6f7a9e-7f9f-4a52-8b7b-7a3f6f7d7a01';
  const full = { namespace: 'shop', pod: 'cart-1', podUid: uid, container: 'app', restartCount: 2 };
  const told = { ...place, 'k8s.pod.uid': uid, 'k8s.container.name': 'app', 'k8s.container.restart_count': '2' };
  expect(readLogs(request(told, [record('x')])).logs[0]?.origin).toEqual(full);
  const path = { 'log.file.path': `/var/log/pods/shop_cart-1_${uid}/app/2.log` };
  expect(readLogs(request(path, [record('x')])).logs[0]?.origin).toEqual(full);
  expect(readLogs(request({}, [record('x', { attributes: attributes(path) })])).logs[0]?.origin).toEqual(full);
  const link = { 'log.file.path': `/var/log/containers/cart-1_shop_app-${'a1'.repeat(32)}.log` };
  expect(readLogs(request(link, [record('x')])).logs[0]?.origin).toMatchObject({ namespace: 'shop', pod: 'cart-1', container: 'app' });
});

test("Fluent Bit's record is understood as it comes", () => {
  const kubernetes = { kvlistValue: { values: attributes({ namespace_name: 'shop', pod_name: 'cart-1', container_name: 'app' }) } };
  const values = [...attributes({ log: 'ERROR no stock\n', stream: 'stderr' }), { key: 'kubernetes', value: kubernetes }];
  const { logs } = readLogs(request({}, [{ timeUnixNano: nanos, body: { kvlistValue: { values } } }]));
  expect(logs).toMatchObject([{ origin: { namespace: 'shop', pod: 'cart-1', container: 'app' }, lines: [{ text: 'ERROR no stock' }] }]);
});

test('lines keep their time to the nanosecond, and equal ones of a request are told apart', () => {
  const { logs } = readLogs(request(place, [record('a'), record('a'), record('b\nc')]));
  expect(logs[0]?.lines.map(({ nanos: at, text: line, nth }) => [at, line, nth])).toEqual([
    [nanos, 'a', 0],
    [nanos, 'a', 1],
    [nanos, 'b', 0],
    [nanos, 'c', 0],
  ]);
});

test('a severity that the words do not name is put in front; a structured body stays one', () => {
  const values = attributes({ event: 'paid', order: '7' });
  expect(
    linesOf(
      request(place, [
        record('disk full', { severityText: 'ERROR' }),
        record('error: disk full', { severityText: 'ERROR' }),
        { timeUnixNano: nanos, body: { kvlistValue: { values } } },
      ]),
    ),
  ).toEqual(['ERROR disk full', 'error: disk full', '{"event":"paid","order":"7"}']);
});

test('what is of no pod, or has no body, is counted', () => {
  const { ignored, records } = readLogs({
    resourceLogs: [...request({}, [record('x')]).resourceLogs, ...request(place, [{}]).resourceLogs],
  });
  expect([records, Object.fromEntries(ignored)]).toEqual([2, { 'without k8s.namespace.name and k8s.pod.name': 1, 'without a body': 1 }]);
});

test('keys that are names of objects everywhere do no harm', () => {
  const values = attributes({ __proto__: 'x', constructor: 'y', toString: 'z' });
  expect(linesOf(request(place, [{ timeUnixNano: nanos, body: { kvlistValue: { values } } }]))).toEqual([
    '{"constructor":"y","toString":"z"}',
  ]);
  expect(Object.hasOwn(Object.prototype, 'constructor') && !('x' in {})).toBe(true);
});

const packed = message(
  1,
  message(1, attribute(1, 'k8s.namespace.name', text(1, 'shop')), attribute(1, 'k8s.pod.name', text(1, 'cart-1'))),
  message(2, message(2, fixed64(1, BigInt(nanos)), message(5, text(1, 'ERROR no stock')), attribute(6, 'log.iostream', text(1, 'stderr')))),
);
const readPacked = async (bytes: Buffer) => readLogs(await bodyOf({ bytes, encoding: undefined, table: logsTable }));

test('protobuf says the same as JSON', async () => {
  const inJson = record('ERROR no stock', { attributes: attributes({ 'log.iostream': 'stderr' }) });
  expect((await readPacked(packed)).logs).toEqual(readLogs(request(place, [inJson])).logs);
});

test('of 5,000 damaged bodies none does more than be refused with a sentence', async () => {
  const random = createRandom(3);
  const outcomes = { read: 0, refused: 0 };
  for (let round = 0; round < 5000; round += 1) {
    const bytes = Buffer.from(packed.subarray(0, random() < 0.3 ? Math.floor(random() * packed.length) : packed.length));
    for (let flips = 1 + Math.floor(random() * 6); flips > 0 && bytes.length > 0; flips -= 1)
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    try {
      await readPacked(bytes);
      outcomes.read += 1;
    } catch (error) {
      expect(error instanceof HttpProblem || error instanceof BodyError, String(error)).toBe(true);
      outcomes.refused += 1;
    }
  }
  expect(outcomes.refused).toBeGreaterThan(1000);
});

/** JSON of any form under the names that the reader looks for. */
const names = [
  'resourceLogs',
  'resource',
  'attributes',
  'scopeLogs',
  'logRecords',
  'body',
  'key',
  'value',
  'values',
  'kvlistValue',
  'arrayValue',
];
const others = ['stringValue', 'intValue', 'timeUnixNano', 'severityText', 'kubernetes', 'log', '__proto__', 'log.file.path'];
const { node } = letrec((tie) => ({
  node: oneof(
    { maxDepth: 8, depthSize: 'large' },
    oneof(string(), integer(), boolean(), constant(null), constant('k8s.pod.name'), constant(nanos)),
    array(tie('node'), { maxLength: 4 }),
    dictionary(constantFrom(...names, ...others), tie('node'), { maxKeys: 5 }),
  ),
}));

test('JSON of any form does no more than be refused with a sentence', () => {
  assert(
    property(node, (anything) => {
      const json: unknown = JSON.parse(JSON.stringify({ resourceLogs: [anything, { scopeLogs: [{ logRecords: [anything] }] }] }));
      const { logs, ignored } = readLogs(json);
      expect(logs.every(({ lines }) => lines.every(({ text: line }) => typeof line === 'string'))).toBe(true);
      expect(ignored.size).toBeLessThanOrEqual(2);
    }),
    { numRuns: 1000, seed: 1 },
  );
});
