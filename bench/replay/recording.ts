/**
 * A recording of a namespace that does not exist, as `logbot record` writes it: twenty workloads of three pods that log in eight ways, their
 * objects, what they use every 30 seconds, and one incident: late in it one workload is killed for its memory again and again, and who calls it fails.
 */
import { textOfRecorded, type Recorded } from '../../api/recording.ts';
import { createRandom } from '../../engine/math.ts';
import { plainMakers } from '../corpora/invented.ts';

export interface RecordingShape {
  /** Log lines, spread evenly over `forMs`. */
  readonly lines: number;
  readonly forMs: number;
  readonly seed?: number;
}

const namespace = 'bench';
const startAtMs = 1_767_225_600_000;
const workloads = Array.from({ length: 20 }, (_, number) => `service-${number}`);
const podsOfEach = 3;
const limitBytes = 268_435_456;
const meteredEveryMs = 30_000;
/** Of the recording, when the memory of the first workload runs out. */
const failsFrom = 0.8;
const killedEveryMs = 45_000;
const failingShare = 0.2;

interface Pod {
  readonly workload: string;
  readonly name: string;
  readonly node: string;
  readonly place: number;
}

const pods: readonly Pod[] = workloads.flatMap((workload, place) =>
  Array.from({ length: podsOfEach }, (_, replica) => ({ workload, place, name: `${workload}-6d5f-${replica}`, node: `node-${replica}` })),
);

/** The lines of the recording without their line feeds, in order; the same shape gives the same ones. */
export function* recordingOf({ lines, forMs, seed = 1 }: RecordingShape): Generator<string> {
  const random = createRandom(seed);
  for (const pod of pods) yield textOfRecorded(objectOf(pod, startAtMs, 0));
  let meteredAtMs = startAtMs;
  let killedAtMs = startAtMs + forMs * failsFrom;
  let kills = 0;
  for (let written = 0; written < lines;) {
    const atMs = startAtMs + Math.floor((written * forMs) / lines);
    for (; meteredAtMs <= atMs; meteredAtMs += meteredEveryMs) yield* metricsAt(meteredAtMs, random).map(textOfRecorded);
    for (; killedAtMs <= atMs; killedAtMs += killedEveryMs) yield* killAt(killedAtMs, (kills += 1)).map(textOfRecorded);
    const texts = textsAt(pick(pods, random), { atMs, random, isFailing: kills > 0 });
    yield* texts.map(textOfRecorded);
    written += texts.length;
  }
}

interface Moment {
  readonly atMs: number;
  readonly random: () => number;
  readonly isFailing: boolean;
}

function textsAt({ workload, name: pod, node, place }: Pod, { atMs, random, isFailing }: Moment): readonly Recorded[] {
  const make = plainMakers[place % plainMakers.length];
  const fails = isFailing && place <= 3 && random() < failingShare;
  const text = fails
    ? `ERROR call of ${workloads[0]} for order ${Math.floor(random() * 1e6)} failed: connection refused`
    : make?.(random, atMs);
  const stream = { type: 'log', atMs, namespace, workload, pod, container: 'main', node, isPrevious: false } as const;
  return (text ?? '').split('\n').map((line) => ({ ...stream, line }));
}

function metricsAt(atMs: number, random: () => number): readonly Recorded[] {
  return pods.flatMap(({ workload, name: pod }): readonly Recorded[] => [
    { type: 'metric', atMs, namespace, workload, pod, name: 'memory', value: Math.floor(limitBytes * (0.4 + random() * 0.1)) },
    { type: 'metric', atMs, namespace, workload, pod, name: 'cpu', value: Number((0.1 + random() * 0.1).toFixed(4)) },
  ]);
}

function killAt(atMs: number, kills: number): readonly Recorded[] {
  const pod = pods[kills % podsOfEach];
  if (pod === undefined) return [];
  const about = { kind: 'Pod', name: pod.name };
  return [
    objectOf(pod, atMs, kills),
    {
      type: 'event',
      atMs,
      namespace,
      object: about,
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      severity: 'Warning',
      count: kills,
    },
  ];
}

/** A pod as the API shows it after so many restarts. */
function objectOf({ workload, name, node }: Pod, atMs: number, restarts: number): Recorded {
  const killed = { terminated: { exitCode: 137, reason: 'OOMKilled', startedAt: isoOf(atMs - killedEveryMs), finishedAt: isoOf(atMs) } };
  const container = { name: 'main', image: `registry.example/${workload}:1`, resources: { limits: { memory: String(limitBytes) } } };
  return {
    type: 'object',
    atMs,
    deleted: false,
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        namespace,
        name,
        uid: name,
        labels: { app: workload },
        ownerReferences: [{ kind: 'StatefulSet', name: workload, uid: workload, controller: true }],
      },
      spec: { nodeName: node, containers: [container] },
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'main',
            ready: true,
            restartCount: restarts,
            state: { running: { startedAt: isoOf(atMs) } },
            ...(restarts > 0 ? { lastState: killed } : {}),
          },
        ],
      },
    },
  };
}

function isoOf(atMs: number): string {
  return new Date(atMs).toISOString();
}

function pick<T>(choices: readonly T[], random: () => number): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('nothing to pick from');
  return choice;
}
