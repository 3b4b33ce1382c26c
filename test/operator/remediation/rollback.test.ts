import { expect, test } from 'vitest';
import type { ApiObject } from '../../../operator/kube/client.ts';
import { draftRollback } from '../../../operator/remediation/rollback.ts';

const template = (image: string, metadata: object = {}) => ({
  metadata: { labels: { app: 'queue' }, ...metadata },
  spec: { containers: [{ name: 'queue', image }] },
});

interface Given {
  readonly spec?: object;
  readonly status?: object;
}

function statefulSet(image: string, { spec = {}, status = {} }: Given = {}): ApiObject {
  const metadata = { name: 'queue', namespace: 'shop', uid: 'u1', generation: 7 };
  return { kind: 'StatefulSet', metadata, spec: { template: template(image), ...spec }, status } as ApiObject;
}

function controllerRevision(revision: number, image: string, { uid = 'u1', metadata = {} } = {}): ApiObject {
  const ownerReferences = [{ kind: 'StatefulSet', name: 'queue', uid, controller: true }];
  const data = { spec: { template: { ...template(image, metadata), $patch: 'replace' } } };
  return { kind: 'ControllerRevision', metadata: { name: `queue-r${revision}`, ownerReferences }, revision, data } as ApiObject;
}

const history = [controllerRevision(1, 'queue:1'), controllerRevision(3, 'queue:3'), controllerRevision(2, 'queue:2')];

function draft(object: ApiObject, revisions: readonly ApiObject[] = history, change: { revision?: string; toRevision?: string } = {}) {
  const place = { kind: 'StatefulSet', namespace: 'shop', name: 'queue', revision: 'queue-r3', ...change } as const;
  return draftRollback({ action: 'undo-rollout', change: place, requestedAtMs: 0 }, { object, revisions });
}

test('the revision before the one that runs is the one to go back to, without what the API server wrote beside it', () => {
  expect(draft(statefulSet('queue:3'))).toMatchObject({
    change: { revision: 'queue-r3', toRevision: 'queue-r2' },
    operations: [
      { op: 'test', path: '/metadata/generation', value: 7 },
      { op: 'replace', path: '/spec/template', value: template('queue:2') },
    ],
    undo: { revision: 'queue-r2', toRevision: 'queue-r3' },
    isDone: false,
  });
});

test('revisions of another object of the same labels are none of it', () => {
  expect(draft(statefulSet('queue:3'), [controllerRevision(2, 'other:1', { uid: 'u2' }), controllerRevision(3, 'queue:3')])).toBe(
    'There is no earlier ControllerRevision of queue to go back to (spec.revisionHistoryLimit keeps some).',
  );
});

test('what was rolled out anew since is left alone', () => {
  expect(draft(statefulSet('queue:3'), history, { revision: 'queue-r2' })).toContain('it was rolled out anew');
});

test('a template that an older API server wrote differently is known by the highest number, once the controller has seen the last change', () => {
  const defaulted = { template: { ...template('queue:3'), spec: { ...template('queue:3').spec, newField: true } } };
  const observed = statefulSet('', { spec: defaulted, status: { observedGeneration: 7 } });
  expect(draft(observed)).toMatchObject({ change: { toRevision: 'queue-r2' } });
  const behind = statefulSet('', { spec: defaulted, status: { observedGeneration: 6 } });
  expect(draft(behind)).toContain('its controller has not seen the last change of it');
});

test('a change that is made already is known again, also before the controller has seen it', () => {
  expect(draft(statefulSet('queue:2', { status: { observedGeneration: 6 } }), history, { toRevision: 'queue-r2' })).toMatchObject({
    isDone: true,
  });
});

test('pods that nobody will replace are said', () => {
  expect(draft(statefulSet('queue:3', { spec: { updateStrategy: { type: 'OnDelete' } } }))).toMatchObject({
    lines: expect.arrayContaining(['its update strategy is OnDelete: a pod changes only when somebody deletes it']),
  });
  expect(draft(statefulSet('queue:3', { spec: { podManagementPolicy: 'Parallel' } }))).toMatchObject({
    lines: ['pod template back to that of ControllerRevision queue-r2 (revision 2)', 'image of queue from 3 to 2 (queue)'],
  });
});
