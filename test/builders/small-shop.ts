/** A shop of three services in the simulated cluster: web calls checkout, checkout calls cart, and cart can be made to break. */
import { randomUUID } from 'node:crypto';
import type { SimulatedCluster } from '../../demo/cluster/cluster.ts';

export interface SmallShop {
  /** `count` usual lines of each service with times before now, as if it had run for `forMs` already. */
  writeHistory(forMs: number): void;
  /** One line of a service, now. */
  write(service: Service, line: string | Uint8Array): void;
  /** From now on the services write their usual lines until `stop`. */
  run(): void;
  /** The kernel kills cart, and its callers complain until `recover`, in words of the test where it gives some. */
  breakCart(words?: Complaints): void;
  recover(): void;
  stop(): void;
  readonly written: number;
}

const services = ['cart', 'checkout', 'web'] as const;
export type Service = (typeof services)[number];

const usual: Readonly<Record<Service, (line: number) => string>> = {
  cart: (line) => `INFO item ${line} put into cart`,
  checkout: (line) => `INFO order ${line} placed`,
  web: (line) => `INFO request ${line} answered with status 200`,
};

type Complaints = Partial<Readonly<Record<Service, string>>>;

const usualComplaints: Complaints = {
  checkout: 'ERROR call to http://cart:8080/items failed: connection refused',
  web: 'ERROR call to http://checkout:8080/orders failed: status 500',
};

const callees: Partial<Readonly<Record<Service, string>>> = { checkout: 'cart', web: 'checkout' };

const historyEveryMs = 2_000;
const lineEveryMs = 400;

export function createSmallShop(cluster: SimulatedCluster, namespace: string): SmallShop {
  let line = 0;
  let complaints: Complaints | null = null;
  let timer: NodeJS.Timeout | undefined;
  for (const service of services) for (const object of objectsOf(namespace, service)) cluster.upsert(object);

  function append(service: Service, text: string | Uint8Array, atMs: number): void {
    line += 1;
    cluster.appendLog({ namespace, pod: podOf(service), container: 'app' }, text, atMs);
  }

  function step(): void {
    for (const service of services) {
      const complaint = complaints?.[service];
      if (complaint !== undefined) append(service, complaint, Date.now());
      if (complaints === null || service !== 'cart') append(service, usual[service](line), Date.now());
    }
  }

  function stop(): void {
    clearInterval(timer);
  }

  return {
    writeHistory(forMs) {
      const nowMs = Date.now();
      for (let atMs = nowMs - forMs; atMs < nowMs; atMs += historyEveryMs) {
        for (const service of services) append(service, usual[service](line), atMs);
      }
    },
    write: (service, text) => append(service, text, Date.now()),
    run() {
      stop();
      timer = setInterval(step, lineEveryMs);
    },
    breakCart(words = {}) {
      complaints = { ...usualComplaints, ...words };
      append('cart', 'ERROR java.lang.OutOfMemoryError: Java heap space', Date.now());
      const ended = { exitCode: 137, reason: 'OOMKilled', atMs: Date.now() };
      cluster.restartContainer({ namespace, pod: podOf('cart'), container: 'app' }, ended);
    },
    recover: () => void (complaints = null),
    stop,
    get written() {
      return line;
    },
  };
}

function owner(kind: string, name: string) {
  return [{ apiVersion: 'apps/v1', kind, name, uid: `uid-${kind}-${name}`, controller: true }];
}

function podOf(service: Service): string {
  return `${service}-abc12-x7k2p`;
}

function objectsOf(namespace: string, service: Service): Parameters<SimulatedCluster['upsert']>[0][] {
  const callee = callees[service];
  const env = callee === undefined ? [] : [{ name: `${callee.toUpperCase()}_URL`, value: `http://${callee}:8080` }];
  const containers = [{ name: 'app', image: `${service}:1`, env, resources: { limits: { memory: '128Mi' } } }];
  const startedAt = new Date(Date.now() - 3_600_000).toISOString();
  const replicaSet = `${service}-abc12`;
  const labels = { app: service };
  const metadata = (name: string) => ({ namespace, name, creationTimestamp: startedAt, labels });
  const status = { replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1 };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata(service),
      spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
      status,
    },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { ...metadata(replicaSet), ownerReferences: owner('Deployment', service) },
      spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
      status,
    },
    { apiVersion: 'v1', kind: 'Service', metadata: metadata(service), spec: { selector: labels, ports: [{ port: 8080 }] } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata(podOf(service)), uid: randomUUID(), ownerReferences: owner('ReplicaSet', replicaSet) },
      spec: { nodeName: 'node-1', containers },
      status: {
        phase: 'Running',
        startTime: startedAt,
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [
          {
            name: 'app',
            ready: true,
            started: true,
            restartCount: 0,
            containerID: `containerd://${randomUUID()}`,
            state: { running: { startedAt } },
          },
        ],
      },
    },
  ];
}
