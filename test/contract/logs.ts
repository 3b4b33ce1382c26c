/** Container logs as the API gives them. */
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { resources, type ApiObject, type LogOptions } from '../../operator/kube/client.ts';
import { failureOf, until } from './expectations.ts';
import type { Stage } from './stage.ts';

const timed = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(Z|[+-]\d\d:\d\d) (.*)$/;

export interface PodState extends ApiObject {
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly containerID?: string;
      readonly restartCount: number;
      readonly state: Readonly<Record<string, unknown>>;
    }[];
  };
}

export function logContract(stage: () => Stage): void {
  const read = async (pod: string, options: Partial<LogOptions> = {}): Promise<string> =>
    await text(await stage().client.log({ namespace: stage().namespace, pod, container: 'main', ...options }));
  const untilLogged = (pod: string, line: string): Promise<void> =>
    until(async () => (await read(pod).catch(() => '')).includes(`${line}\n`), 60_000);

  describe('logs', () => {
    test('every line has its time, a time to begin at counts by the second, and the tail can be asked for', async () => {
      await stage().startPod({ name: 'timed', lines: 12, everyMs: 250, afterwards: 'stay' });
      await untilLogged('timed', '0/11');
      const lines = (await read('timed', { timestamps: true })).trimEnd().split('\n');
      expect(lines.map((line) => timed.exec(line)?.[2])).toEqual(Array.from({ length: 12 }, (_, index) => `0/${index}`));
      const middle = lines[6]?.slice(0, 30) ?? '';
      const second = middle.slice(0, 19);
      const expected = lines.filter((line) => line.slice(0, 19) >= second);
      expect((await read('timed', { timestamps: true, sinceTime: middle })).trimEnd().split('\n')).toEqual(expected);
      expect(await read('timed', { tailLines: 2 })).toBe('0/10\n0/11\n');
      expect(await read('timed', { limitBytes: 6 })).toBe('0/0\n0/');
    });

    test('a follow delivers lines while they are written and ends when the container has ended', async () => {
      await stage().startPod({ name: 'followed', lines: 8, everyMs: 300, afterwards: 'exit' });
      await untilLogged('followed', '0/0');
      const body = await stage().client.log({ namespace: stage().namespace, pod: 'followed', container: 'main', follow: true });
      const arrivals: number[] = [];
      let all = '';
      for await (const piece of body) {
        arrivals.push(performance.now());
        all += String(piece);
      }
      expect(all.trimEnd().split('\n')).toEqual(Array.from({ length: 8 }, (_, index) => `0/${index}`));
      expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(300);
    });

    test('a follow ends at once when its reader has enough', async () => {
      await stage().startPod({ name: 'left', lines: 1, everyMs: 10, afterwards: 'stay' });
      await untilLogged('left', '0/0');
      const stop = new AbortController();
      const options = { namespace: stage().namespace, pod: 'left', container: 'main', follow: true, signal: stop.signal };
      const body = await stage().client.log(options);
      body.on('error', () => undefined);
      stop.abort();
      await until(() => body.destroyed);
    });

    test('after a restart the former instance is the previous one', async () => {
      const { client, namespace } = stage();
      await stage().startPod({ name: 'restarted', lines: 3, everyMs: 50, afterwards: 'restart' });
      await untilLogged('restarted', '1/2');
      expect(await read('restarted', { previous: true })).toBe('0/0\n0/1\n0/2\n');
      const restarts = async (): Promise<number | undefined> => {
        const pod = await client.get<PodState>(resources.pods, { namespace, name: 'restarted' });
        return pod.status?.containerStatuses?.[0]?.restartCount;
      };
      // The kubelet serves the logs of the new instance before it has reported it in the pod's status.
      await until(async () => (await restarts()) === 1, 60_000);
    });

    test('where there was no restart there is no previous log', async () => {
      await stage().startPod({ name: 'first', lines: 1, everyMs: 10, afterwards: 'stay' });
      await untilLogged('first', '0/0');
      expect(await failureOf(read('first', { previous: true }))).toMatchObject({ code: 'ApiInvalid', status: 400 });
    });

    test('an unknown pod is not found, an unknown container is refused', async () => {
      expect(await failureOf(read('nobody'))).toMatchObject({ code: 'ApiNotFound' });
      expect(await failureOf(read('first', { container: 'other' }))).toMatchObject({ code: 'ApiInvalid' });
    });
  });
}
