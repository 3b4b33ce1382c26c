/** The log source on top: each numbered line once, whatever happens to the connection and the container. */
import { describe, expect, test } from 'vitest';
import { resources } from '../../operator/kube/client.ts';
import { createKubernetesSource } from '../../operator/sources/kubernetes.ts';
import type { FollowTarget, SourceSink, StreamPosition } from '../../operator/sources/source.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import { until } from './expectations.ts';
import type { PodState } from './logs.ts';
import type { Stage } from './stage.ts';

interface Collector {
  readonly lines: string[];
  readonly gaps: string[];
  position: StreamPosition | null;
  readonly sink: SourceSink;
}

function collector(): Collector {
  const collected: Collector = {
    lines: [],
    gaps: [],
    position: null,
    sink: {
      onBatch(batch) {
        const text = Buffer.from(batch.chunk.bytes).toString('utf8');
        collected.lines.push(
          ...text
            .split('\n')
            .slice(0, -1)
            .map((line) => line.slice(line.indexOf(' ') + 1)),
        );
        // As the store would hand it back.
        const position: StreamPosition = JSON.parse(JSON.stringify(batch.position));
        collected.position = position;
        return Promise.resolve();
      },
      onOpen: () => undefined,
      onClose: () => undefined,
      onGap: (gap) => void collected.gaps.push(gap.reason),
      onState: () => undefined,
    },
  };
  return collected;
}

const numbers = (instance: number, count: number): string[] => Array.from({ length: count }, (_, index) => `${instance}/${index}`);

export function sourceContract(stage: () => Stage): void {
  const createSource = () =>
    createKubernetesSource({ client: stage().client, now: Date.now, telemetry: createTelemetry({ level: 'silent' }) });

  async function targetOf(name: string, state: 'running' | 'terminated', restartCount: number): Promise<FollowTarget> {
    const { client, namespace } = stage();
    const find = async () => {
      const pod = await client.get<PodState>(resources.pods, { namespace, name });
      const status = pod.status?.containerStatuses?.[0];
      return status?.state[state] && status.restartCount === restartCount ? { pod, status } : null;
    };
    await until(async () => (await find()) !== null, 60_000);
    const found = await find();
    return {
      workload: { namespace, kind: 'Pod', name },
      pod: name,
      container: 'main',
      restartCount,
      podUid: found?.pod.metadata.uid ?? '',
      containerId: found?.status.containerID ?? '',
      previous: false,
      terminated: state === 'terminated',
    };
  }

  describe('the log source', () => {
    test('a reader that is cut off again and again has each line once', async () => {
      await stage().startPod({ name: 'cut', lines: 400, everyMs: 10, afterwards: 'stay' });
      const target = await targetOf('cut', 'running', 0);
      const got = collector();
      const source = createSource();
      while (got.lines.length < 400) await source.follow(target, got.position, got.sink, AbortSignal.timeout(900));
      expect(got.lines).toEqual(numbers(0, 400));
      expect(got.gaps).toEqual([]);
      expect(got.position?.linesSeen).toBe(400);
    });

    test('an ended container is read to its end, once', async () => {
      await stage().startPod({ name: 'ended', lines: 20, everyMs: 5, afterwards: 'exit' });
      const target = await targetOf('ended', 'terminated', 0);
      const got = collector();
      await createSource().follow(target, null, got.sink, AbortSignal.timeout(30_000));
      expect(got.lines).toEqual(numbers(0, 20));
      expect(got.position?.finished).toBe(true);
      await createSource().follow(target, got.position, got.sink, AbortSignal.timeout(30_000));
      expect(got.lines).toHaveLength(20);
    });

    test('across a restart the old instance is finished from where it was left, and the new one is not counted for it', async () => {
      await stage().startPod({ name: 'again', lines: 30, everyMs: 50, afterwards: 'restart' });
      const before = await targetOf('again', 'running', 0);
      const old = collector();
      const source = createSource();
      const stop = new AbortController();
      const following = source.follow(before, null, old.sink, stop.signal);
      await until(() => old.lines.length > 3);
      stop.abort();
      await following;
      const after = await targetOf('again', 'running', 1);
      // The old descriptor asks again although the container has been replaced: what it gets now is not its own.
      await source.follow(before, old.position, old.sink, AbortSignal.timeout(2_500));
      expect(old.lines.filter((line) => line.startsWith('1/'))).toEqual([]);
      await source.follow({ ...before, previous: true, terminated: true }, old.position, old.sink, AbortSignal.timeout(30_000));
      expect(old.lines).toEqual(numbers(0, 30));
      expect(old.position?.finished).toBe(true);
      const fresh = collector();
      const stopFresh = new AbortController();
      const reading = source.follow(after, null, fresh.sink, stopFresh.signal);
      await until(() => fresh.lines.length === 30);
      stopFresh.abort();
      await reading;
      expect(fresh.lines).toEqual(numbers(1, 30));
      expect([...old.gaps, ...fresh.gaps]).toEqual([]);
    });
  });
}
