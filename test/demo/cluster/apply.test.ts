import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster } from '../../../demo/cluster/cluster.ts';
import type { SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { objectsAt, textAt, valueAt } from '../../../demo/cluster/json.ts';
import { applyType, call, gadgetDefinition } from './calls.ts';
import type { Reply } from './calls.ts';

let cluster: SimulatedCluster;
const gadgets = '/apis/test.dev/v1/namespaces/shop/gadgets';

beforeEach(async () => {
  cluster = await startCluster({
    validate: (object) => (valueAt(object, 'spec', 'size') === 4 ? ['spec.size: size must be no four'] : []),
  });
  cluster.upsert(gadgetDefinition);
  cluster.upsert({ kind: 'Namespace', metadata: { name: 'shop' } });
});

afterEach(() => cluster.close());

const gadget = (rest: object): object => ({ apiVersion: 'test.dev/v1', kind: 'Gadget', metadata: { name: 'g' }, ...rest });
const apply = (manager: string, rest: object, suffix = ''): Promise<Reply> =>
  call(cluster, ['PATCH', `${gadgets}/g${suffix}${suffix.includes('?') ? '&' : '?'}fieldManager=${manager}`], gadget(rest), applyType);

describe('server-side apply', () => {
  it('creates what is missing, fills in defaults and remembers who set what', async () => {
    const reply = await apply('git', { spec: { size: 2 } });
    expect([reply.code, valueAt(reply.body, 'spec')]).toEqual([201, { size: 2, mode: 'a' }]);
    expect(objectsAt(reply.body, 'metadata', 'managedFields')).toMatchObject([
      { manager: 'git', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:size': {} } } },
    ]);
  });

  it('a second manager that wants another value is refused and told who holds the field', async () => {
    await apply('git', { spec: { size: 2 } });
    const reply = await apply('bot', { spec: { size: 3 } });
    expect(reply.code).toBe(409);
    expect(reply.body).toMatchObject({
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "git": .spec.size',
      details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "git"', field: '.spec.size' }] },
    });
  });

  it('force takes the field over, and an equal value is shared without a conflict', async () => {
    await apply('git', { spec: { size: 2 } });
    expect((await apply('bot', { spec: { size: 2 } })).code).toBe(200);
    const forced = await apply('bot', { spec: { size: 3 } }, '?force=true');
    expect([forced.code, valueAt(forced.body, 'spec', 'size')]).toEqual([200, 3]);
    expect(objectsAt(forced.body, 'metadata', 'managedFields').map((entry) => textAt(entry, 'manager'))).toEqual(['bot']);
  });

  it('what a manager no longer applies goes, whole list items too, unless another holds it', async () => {
    await apply('git', { spec: { size: 2 } });
    await apply(
      'op',
      {
        status: {
          note: 'n',
          conditions: [
            { type: 'Ready', status: 'True' },
            { type: 'Slack', status: 'False' },
          ],
        },
      },
      '/status',
    );
    const reply = await apply('op', { status: { conditions: [{ type: 'Ready', status: 'False' }] } }, '/status');
    expect(valueAt(reply.body, 'status')).toEqual({ conditions: [{ type: 'Ready', status: 'False' }] });
    expect(valueAt(reply.body, 'spec', 'size')).toBe(2);
  });

  it('applying the same again changes nothing, not even the version', async () => {
    const first = await apply('git', { spec: { size: 2 } });
    const second = await apply('git', { spec: { size: 2 } });
    expect(textAt(second.body, 'metadata', 'resourceVersion')).toBe(textAt(first.body, 'metadata', 'resourceVersion'));
  });

  it('the status path changes only the status, the main path never', async () => {
    await apply('git', { spec: { size: 2 } });
    await apply('op', { spec: { size: 5 }, status: { note: 'n' } }, '/status');
    await apply('other', { spec: {}, status: { note: 'wrong' } }, '?force=true');
    const stored = cluster.get('Gadget', 'shop', 'g');
    expect([valueAt(stored, 'spec', 'size'), valueAt(stored, 'status', 'note'), valueAt(stored, 'metadata', 'generation')]).toEqual([
      2,
      'n',
      1,
    ]);
  });

  it('a field that the schema does not declare refuses the patch', async () => {
    const reply = await apply('git', { spec: { size: 2, colour: 'red' } });
    expect([reply.code, reply.body['message']]).toEqual([
      500,
      'failed to create typed patch object (shop/g; test.dev/v1, Kind=Gadget): .spec.colour: field not declared in schema',
    ]);
  });

  it('needs a field manager', async () => {
    expect((await call(cluster, ['PATCH', `${gadgets}/g`], gadget({ spec: { size: 1 } }), applyType)).code).toBe(422);
  });
});

describe('custom resources', () => {
  it.each([
    [{ size: 9 }, 'spec.size: Invalid value: 9: spec.size in body should be less than or equal to 5'],
    [{ size: 'x' }, 'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"'],
    [{}, 'spec.size: Required value'],
    [{ size: 1, mode: 'z' }, 'spec.mode: Unsupported value: "z": supported values: "a", "b"'],
    [{ size: 4 }, 'spec.size: Invalid value: size must be no four'],
  ])('%j is refused with 422 and what must be', async (spec, expected) => {
    const reply = await call(cluster, ['POST', gadgets], gadget({ spec }));
    expect([reply.code, reply.body['message']]).toEqual([422, `Gadget.test.dev "g" is invalid: ${expected}`]);
  });

  it('kubectl get shows the printer columns', async () => {
    await apply('git', { spec: { size: 2 } });
    await apply('op', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }, '/status');
    const table = await call(cluster, ['GET', gadgets], undefined, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
    });
    expect(objectsAt(table.body, 'rows').map((row) => row['cells'])).toEqual([['g', 'True']]);
  });

  it('a finalizer holds an object until it is taken away', async () => {
    await call(cluster, ['POST', gadgets], { ...gadget({ spec: { size: 1 } }), metadata: { name: 'g', finalizers: ['test.dev/x'] } });
    const deleted = await call(cluster, ['DELETE', `${gadgets}/g`]);
    expect(valueAt(deleted.body, 'metadata', 'deletionTimestamp')).toBeDefined();
    await call(cluster, ['PATCH', `${gadgets}/g`], { metadata: { finalizers: null } }, { 'content-type': 'application/merge-patch+json' });
    expect((await call(cluster, ['GET', `${gadgets}/g`])).code).toBe(404);
  });
});

describe('patches', () => {
  it('merge and JSON patches change what they name; a failed test changes nothing', async () => {
    await apply('git', { spec: { size: 2 } });
    await call(cluster, ['PATCH', `${gadgets}/g`], { spec: { mode: 'b' } }, { 'content-type': 'application/merge-patch+json' });
    const json = { 'content-type': 'application/json-patch+json' };
    const failed = await call(
      cluster,
      ['PATCH', `${gadgets}/g`],
      [
        { op: 'test', path: '/spec/size', value: 7 },
        { op: 'remove', path: '/spec/mode' },
      ],
      json,
    );
    const done = await call(
      cluster,
      ['PATCH', `${gadgets}/g`],
      [
        { op: 'test', path: '/spec/size', value: 2 },
        { op: 'replace', path: '/spec/size', value: 3 },
      ],
      json,
    );
    expect([failed.code, done.code, valueAt(done.body, 'spec')]).toEqual([422, 200, { size: 3, mode: 'b' }]);
  });

  it('a strategic merge patch merges containers by name, and custom resources know none', async () => {
    cluster.upsert({
      kind: 'Deployment',
      metadata: { name: 'd', namespace: 'shop' },
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'a', image: '1' },
              { name: 'b', image: '1' },
            ],
          },
        },
      },
    });
    const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
    const patch = { spec: { template: { spec: { containers: [{ name: 'b', image: '2' }] } } } };
    const reply = await call(cluster, ['PATCH', '/apis/apps/v1/namespaces/shop/deployments/d'], patch, strategic);
    expect(valueAt(reply.body, 'spec', 'template', 'spec', 'containers')).toEqual([
      { name: 'a', image: '1' },
      { name: 'b', image: '2' },
    ]);
    await apply('git', { spec: { size: 2 } });
    expect((await call(cluster, ['PATCH', `${gadgets}/g`], {}, strategic)).code).toBe(415);
  });
});
