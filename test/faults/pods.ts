/** Pods of the real cluster that write numbered lines, and how many they will have written in the end. */
import { command } from '../cluster/command.ts';
import { resources, type KubeClient, type Resource } from '../../operator/kube/client.ts';

const services: Resource = { group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true };
const ingresses: Resource = { group: 'networking.k8s.io', version: 'v1', plural: 'ingresses', kind: 'Ingress', namespaced: true };
const deployments: Resource = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true };
const image = 'busybox:1.36';
/** Pods whose lines are counted; the one that opens an incident is none of them. */
export const accountLabels = { account: 'exact' };
export const breakerLabels = { part: 'breaker' };

/** Sentences so unlike each other that each is a pattern of its own: what is lost of one and doubled of another cannot cancel out. */
const say = `say() { case $(($1 % 3)) in
  0) echo "INFO order $1 placed" ;;
  1) echo "WARN cache miss for key $1, asking the database instead" ;;
  *) echo "DEBUG scheduler woke up, queue length $1" ;;
esac; }`;

export type Load =
  /** Writes on for as long as the fault lasts, some lines a quarter of a second. */
  | { readonly type: 'steady'; readonly pods: number; readonly forSeconds: number; readonly perSecond: number }
  /** Writes so much that the kubelet rotates its file every few seconds. */
  | { readonly type: 'flood'; readonly forSeconds: number; readonly perSecond: number }
  /** Fails after its lines and five seconds, `restarts` times. */
  | { readonly type: 'restarting'; readonly pods: number; readonly restarts: number; readonly lines: number }
  /** Ends by itself after two seconds. */
  | { readonly type: 'brief'; readonly pods: number; readonly lines: number }
  /** Stops in the middle of a line, and waits to be deleted. */
  | { readonly type: 'cut-short'; readonly pods: number; readonly lines: number };

/** Lines that will have been written in all, whole ones and the halves that a deletion leaves. */
export function linesOf(load: Load): number {
  switch (load.type) {
    case 'steady':
      return load.pods * load.forSeconds * load.perSecond;
    case 'flood':
      return load.forSeconds * load.perSecond;
    case 'restarting':
      return load.pods * (load.restarts + 1) * load.lines;
    case 'brief':
      return load.pods * load.lines;
    case 'cut-short':
      return load.pods * (load.lines + 1);
    default:
      return load satisfies never;
  }
}

/** A flood says by a file that it is over: its newest line may have been rotated away. */
export async function areWritten(namespace: string, loads: readonly Load[]): Promise<boolean> {
  for (const load of loads) {
    if (load.type !== 'flood') continue;
    const { code } = await command('kubectl', [
      'exec',
      '--namespace',
      namespace,
      `deployment/${load.type}`,
      '--',
      'test',
      '-e',
      '/state/written',
    ]);
    if (code !== 0) return false;
  }
  return true;
}

export async function startLoad(client: KubeClient, namespace: string, load: Load): Promise<void> {
  const script = scriptOf(load);
  const many = load.type === 'flood' ? 1 : load.pods;
  if (load.type === 'steady' || load.type === 'flood' || load.type === 'restarting') {
    return await createDeployment(client, { namespace, name: load.type, labels: accountLabels, replicas: many, script });
  }
  const names = Array.from({ length: many }, (_, index) => `${load.type}-${index}`);
  await Promise.all(names.map((name) => createPod(client, { namespace, name, script, labels: { ...accountLabels, app: load.type } })));
}

/** What people use, and what fails three times after a while: one incident with a thread and a page. */
export async function startBreaker(client: KubeClient, namespace: string): Promise<void> {
  const fail = '[ $n -gt 0 ] || sleep 4; [ $n -gt 2 ] || { echo "FATAL breaker gives up"; exit 1; }';
  const script = `${counter}; for i in 1 2 3 4 5; do echo "INFO breaker works on $i"; done; ${fail}; sleep 3600`;
  const metadata = { namespace, name: 'breaker' };
  await client.create(services, { metadata, spec: { selector: { app: 'breaker' }, ports: [{ port: 80 }] } });
  const backend = { service: { name: 'breaker', port: { number: 80 } } };
  const rule = { host: 'breaker.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } };
  await client.create(ingresses, { metadata, spec: { rules: [rule] } });
  await createDeployment(client, { namespace, name: 'breaker', labels: breakerLabels, replicas: 1, script });
}

/** The instance number, from a volume that outlives the container. */
const counter = 'n=$(cat /state/n 2>/dev/null || echo 0); echo $((n+1)) > /state/n';

function scriptOf(load: Load): string {
  const write = (lines: number, pause: string): string => `i=0; while [ $i -lt ${lines} ]; do say $i; i=$((i+1)); ${pause}; done`;
  switch (load.type) {
    case 'steady': {
      const each = Math.max(1, Math.round(load.perSecond / 4));
      return `${say}; ${write(load.forSeconds * load.perSecond, `[ $((i % ${each})) -ne 0 ] || usleep ${(each * 1e6) / load.perSecond}`)}; sleep 3600`;
    }
    case 'flood': {
      const each = Math.round(load.perSecond / 10);
      const lines = `awk -v a=$i -v b=$((i + ${each})) 'BEGIN { for (n = a; n < b; n++) print "INFO order " n " placed by a customer who waits" }'`;
      return `i=0; while [ $i -lt ${load.forSeconds * load.perSecond} ]; do ${lines}; i=$((i + ${each})); usleep 95000; done; touch /state/written; sleep 3600`;
    }
    case 'restarting':
      return `${say}; ${counter}; ${write(load.lines, `usleep ${5e6 / load.lines}`)}; [ $n -ge ${load.restarts} ] || exit 1; sleep 3600`;
    case 'brief':
      return `${say}; ${write(load.lines, `usleep ${Math.round(2e6 / load.lines)}`)}`;
    case 'cut-short':
      return `${say}; ${write(load.lines, 'usleep 5000')}; printf 'INFO the end of this line is not writ'; sleep 3600`;
    default:
      return load satisfies never;
  }
}

interface Program {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly script: string;
}

async function createDeployment(client: KubeClient, program: Program & { readonly replicas: number }): Promise<void> {
  const { namespace, name, labels, replicas } = program;
  const own = { ...labels, app: name };
  const template = { metadata: { labels: own }, spec: podSpec(program.script, 'Always') };
  const object = { metadata: { namespace, name, labels: own }, spec: { replicas, selector: { matchLabels: { app: name } }, template } };
  await client.create(deployments, object);
}

async function createPod(client: KubeClient, { namespace, name, labels, script }: Program): Promise<void> {
  const object = { metadata: { namespace, name, labels }, spec: podSpec(script, 'Never') };
  await client.create(resources.pods, object);
}

function podSpec(script: string, restartPolicy: 'Always' | 'Never'): object {
  return {
    restartPolicy,
    terminationGracePeriodSeconds: 1,
    enableServiceLinks: false,
    automountServiceAccountToken: false,
    volumes: [{ name: 'state', emptyDir: {} }],
    containers: [
      {
        name: 'main',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['sh', '-c', script],
        volumeMounts: [{ name: 'state', mountPath: '/state' }],
      },
    ],
  };
}
