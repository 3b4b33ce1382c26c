/** Lists, watches, writes and permissions. */
import { describe, expect, test } from 'vitest';
import { resources, type ApiObject, type WatchEvent } from '../../operator/kube/client.ts';
import { startEventRecorder } from '../../operator/kube/events.ts';
import { startInformer } from '../../operator/kube/informer.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import { failureOf, until } from './expectations.ts';
import type { Stage } from './stage.ts';

interface ConfigMap extends ApiObject {
  readonly data?: Readonly<Record<string, string>>;
}

const { configmaps, services, events, pods } = resources;

export function objectContract(stage: () => Stage): void {
  // Without labels rather than with none: an empty map is a field of its own that two managers can quarrel about.
  const named = (name: string, data: Record<string, string> = {}, labels?: Record<string, string>): ConfigMap => ({
    metadata: { namespace: stage().namespace, name, labels },
    data,
  });

  describe('lists and watches', () => {
    test('a list read in pages has every object once', async () => {
      const { client, namespace } = stage();
      const names = Array.from({ length: 7 }, (_, index) => `page-${index}`);
      for (const name of names) await client.create(configmaps, named(name, {}, { part: 'pages' }));
      const seen: string[] = [];
      let token: string | undefined;
      do {
        const page = await client.list(configmaps, { namespace, labelSelector: 'part=pages', limit: 3, continue: token });
        expect(page.items.length).toBeLessThanOrEqual(3);
        seen.push(...page.items.map((item) => item.metadata.name));
        token = page.continue;
      } while (token !== undefined);
      expect(seen.toSorted()).toEqual(names);
    });

    test('the next page of a list that is too old is gone', async () => {
      const { client, namespace, expire } = stage();
      for (const name of ['old-1', 'old-2']) await client.create(configmaps, named(name, {}, { part: 'old' }));
      const page = await client.list(configmaps, { namespace, labelSelector: 'part=old', limit: 1 });
      const token = await expire(page.continue ?? '');
      if (token === null) return;
      const error = await failureOf(client.list(configmaps, { namespace, labelSelector: 'part=old', limit: 1, continue: token }));
      expect(error.code).toBe('ApiGone');
    });

    test('a watch from a list on tells every later change in order, and ends at its time', async () => {
      const { client, namespace } = stage();
      const { resourceVersion } = await client.list(configmaps, { namespace });
      await client.create(configmaps, named('watched', { a: '1' }));
      await client.apply(configmaps, named('watched', { a: '2' }), { fieldManager: 'suite', force: true });
      await client.delete(configmaps, { namespace, name: 'watched' });
      const told: WatchEvent<ApiObject>[] = [];
      const selection = { namespace, fieldSelector: 'metadata.name=watched', resourceVersion, timeoutSeconds: 4 };
      for await (const event of client.watch(configmaps, selection)) told.push(event);
      expect(told.map(({ type }) => type).filter((type) => type !== 'BOOKMARK')).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    });

    test('bookmarks move the version of a quiet watch on', async () => {
      const { client, namespace } = stage();
      const { resourceVersion } = await client.list(configmaps, { namespace });
      const selection = { namespace, labelSelector: 'part=nothing', resourceVersion, timeoutSeconds: 15 };
      // A real server sends bookmarks once a minute and before the end, but only while others of the kind change.
      const change = setTimeout(() => void client.create(configmaps, named('marked')), 1_000);
      let bookmark = '';
      for await (const event of client.watch(configmaps, selection)) bookmark = event.object.metadata.resourceVersion ?? '';
      clearTimeout(change);
      expect(Number(bookmark)).toBeGreaterThan(Number(resourceVersion));
    }, 30_000);

    test('where metadata is enough, lists and watches carry nothing else, and an informer gives it its kind back', async () => {
      const { client, namespace } = stage();
      await client.create(configmaps, named('cut-1', { a: '1' }, { part: 'cut' }));
      const selection = { namespace, labelSelector: 'part=cut', metadataOnly: true };
      const page = await client.list<ConfigMap>(configmaps, selection);
      await client.create(configmaps, named('cut-2', { a: '2' }, { part: 'cut' }));
      const told: ConfigMap[] = [];
      for await (const event of client.watch<ConfigMap>(configmaps, {
        ...selection,
        resourceVersion: page.resourceVersion,
        timeoutSeconds: 1,
      }))
        if (event.type === 'ADDED') told.push(event.object);
      const all = [...page.items, ...told];
      expect(all.map(({ metadata }) => [metadata.name, metadata.labels])).toEqual(
        ['cut-1', 'cut-2'].map((name) => [name, { part: 'cut' }]),
      );
      expect(all.filter(({ data }) => data !== undefined)).toEqual([]);
      const stop = new AbortController();
      const telemetry = createTelemetry({ level: 'silent' });
      const options = { client, resource: configmaps, namespaces: [namespace], metadataOnly: true, signal: stop.signal, telemetry };
      const informer = startInformer<ConfigMap>(options);
      await until(() => informer.isListed(namespace));
      expect(informer.get(`${namespace}/cut-1`)).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'cut-1' } });
      stop.abort();
      await informer.done;
    });

    test('an informer knows what is there, what changes and what goes', async () => {
      const { client, namespace } = stage();
      await client.create(configmaps, named('informed-1', { a: '1' }, { part: 'informed' }));
      const stop = new AbortController();
      const changes: string[] = [];
      const isInformed = ({ metadata }: ConfigMap) => metadata.labels?.['part'] === 'informed';
      const informer = startInformer<ConfigMap>({
        client,
        resource: configmaps,
        namespaces: [namespace],
        signal: stop.signal,
        telemetry: createTelemetry({ level: 'silent' }),
        onChange(change) {
          if (isInformed(change.object)) changes.push(`${change.type} ${change.object.metadata.name}`);
        },
      });
      const informed = (a: string) => informer.list(namespace).filter((object) => isInformed(object) && object.data?.['a'] === a);
      await until(() => informer.isListed(namespace));
      await client.create(configmaps, named('informed-2', { a: '2' }, { part: 'informed' }));
      await until(() => informed('2').length === 1);
      await client.apply(configmaps, named('informed-1', { a: '2' }, { part: 'informed' }), { fieldManager: 'suite', force: true });
      await until(() => informed('2').length === 2);
      await client.delete(configmaps, { namespace, name: 'informed-1' });
      await until(() => informed('2').length === 1);
      expect(changes).toEqual(['added informed-1', 'added informed-2', 'updated informed-1', 'deleted informed-1']);
      expect(informer.get(`${namespace}/informed-2`)).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1' });
      expect(JSON.stringify(informer.list())).not.toContain('managedFields');
      stop.abort();
      await informer.done;
    });
  });

  describe('writes', () => {
    test('what exists is not created again, what is outdated does not replace, what is gone may be deleted', async () => {
      const { client, namespace } = stage();
      const first = await client.create(configmaps, named('written', { a: '1' }));
      expect(await failureOf(client.create(configmaps, named('written')))).toMatchObject({ code: 'ApiConflict', reason: 'AlreadyExists' });
      await client.update(configmaps, { ...first, data: { a: '2' } });
      expect(await failureOf(client.update(configmaps, { ...first, data: { a: '3' } }))).toMatchObject({
        code: 'ApiConflict',
        reason: 'Conflict',
      });
      await client.delete(configmaps, { namespace, name: 'written' });
      await client.delete(configmaps, { namespace, name: 'written' });
      expect(await failureOf(client.get(configmaps, { namespace, name: 'written' }))).toMatchObject({
        code: 'ApiNotFound',
        reason: 'NotFound',
      });
    });

    test('apply creates, is idempotent, and names the manager that owns a field', async () => {
      const { client, namespace } = stage();
      const first = await client.apply(configmaps, named('applied', { a: '1' }), { fieldManager: 'git' });
      const same = await client.apply(configmaps, named('applied', { a: '1' }), { fieldManager: 'git' });
      expect(same.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
      const error = await failureOf(client.apply(configmaps, named('applied', { a: '2' }), { fieldManager: 'bot' }));
      expect(error).toMatchObject({ code: 'ApiConflict', managers: ['git'] });
      await client.apply(configmaps, named('applied', { a: '2' }), { fieldManager: 'bot', force: true, dryRun: true });
      expect(await client.get<ConfigMap>(configmaps, { namespace, name: 'applied' })).toMatchObject({ data: { a: '1' } });
      await client.apply(configmaps, named('applied', { a: '2' }), { fieldManager: 'bot', force: true });
      await client.apply(configmaps, named('applied', { b: '3' }), { fieldManager: 'other' });
      const object = await client.get<ConfigMap>(configmaps, { namespace, name: 'applied' });
      expect(object.data).toEqual({ a: '2', b: '3' });
    });

    test('a field that its only manager no longer applies goes away', async () => {
      const { client } = stage();
      await client.apply(configmaps, named('shrunk', { a: '1', b: '2' }), { fieldManager: 'bot' });
      const less = await client.apply(configmaps, named('shrunk', { a: '1' }), { fieldManager: 'bot' });
      expect(less.data).toEqual({ a: '1' });
    });

    test('status is applied through its subresource and leaves the spec alone', async () => {
      const { client, namespace } = stage();
      const metadata = { namespace, name: 'with-status' };
      await client.create(services, { metadata, spec: { ports: [{ port: 80 }] } } as ApiObject);
      const condition = {
        type: 'Ready',
        status: 'True',
        reason: 'Fine',
        message: 'All is well.',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      };
      const wish = { metadata, spec: { ports: [{ port: 81 }] }, status: { conditions: [condition] } } as ApiObject;
      await client.apply(services, wish, { fieldManager: 'suite', subresource: 'status' });
      const service = await client.get(services, metadata);
      expect(service).toMatchObject({ spec: { ports: [{ port: 80 }] }, status: { conditions: [condition] } });
      await client.apply(services, { metadata, status: {} } as ApiObject, { fieldManager: 'suite', subresource: 'status' });
      expect(JSON.stringify(await client.get(services, metadata))).not.toContain('All is well.');
    });

    test('an equal Event is counted, not repeated', async () => {
      const { client, namespace } = stage();
      const stop = new AbortController();
      const recorder = startEventRecorder({
        client,
        component: 'logdetector',
        instance: 'suite',
        now: Date.now,
        signal: stop.signal,
        telemetry: createTelemetry({ level: 'silent' }),
        limits: { repeatEveryMs: 200 },
      });
      const subject = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'subject' };
      const text = { type: 'Warning', reason: 'SomethingSpecific', message: 'Something happened; do this.' } as const;
      for (let times = 0; times < 3; times++) recorder.record(subject, text);
      const fieldSelector = 'reason=SomethingSpecific';
      await until(async () => (await client.list(events, { namespace, fieldSelector })).items.length === 1);
      recorder.record(subject, text);
      await until(async () => JSON.stringify(await client.list(events, { namespace, fieldSelector })).includes('"count":4'));
      expect((await client.list(events, { namespace, fieldSelector })).items).toHaveLength(1);
      stop.abort();
      await recorder.done;
    });
  });

  describe('permissions', () => {
    test('what is forbidden names verb, resource, namespace and the grant', async () => {
      const { namespace, forbid, client } = stage();
      const limited = await forbid('list', 'pods');
      const error = await failureOf(limited.client.list(pods, { namespace }));
      expect(error.code).toBe('ApiForbidden');
      expect(error.message).toContain(`List pods in namespace ${namespace} is forbidden; grant verb "list" on resource "pods"`);
      expect(await limited.client.canI({ verb: 'list', resource: pods, namespace })).toBe(false);
      await limited.allow();
      expect(await client.canI({ verb: 'list', resource: pods, namespace })).toBe(true);
      expect(await client.canI({ verb: 'get', resource: pods, subresource: 'log', namespace })).toBe(true);
    });

    test('a subject access review is answered', async () => {
      const { client, namespace } = stage();
      const review = {
        metadata: { name: '' },
        spec: { user: 'system:admin', groups: ['system:masters'], resourceAttributes: { verb: 'list', resource: 'pods', namespace } },
      };
      expect(await client.create(resources.subjectaccessreviews, review as ApiObject)).toMatchObject({ status: { allowed: true } });
    });
  });
}
