/** The contract suite on the cluster that `KUBECONFIG` names. */
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { openKubeClient, resources, type ApiObject, type KubeClient, type Resource } from '../../operator/kube/client.ts';
import { until } from '../contract/expectations.ts';
import { describeKubernetesContract, type PodScript, type Stage } from '../contract/kubernetes.ts';
import { kubectl } from './command.ts';

const image = 'busybox:1.36';
const serviceAccounts: Resource = { group: '', version: 'v1', plural: 'serviceaccounts', kind: 'ServiceAccount', namespaced: true };

describeKubernetesContract('a real cluster', async () => {
  const client = openKubeClient({ userAgent: 'logdetector-contract' });
  const namespace = `ld-contract-${randomBytes(4).toString('hex')}`;
  await client.create(resources.namespaces, { metadata: { name: namespace } });
  await until(async () => (await client.list(serviceAccounts, { namespace })).items.length > 0);
  return createStage(client, namespace);
});

function createStage(client: KubeClient, namespace: string): Stage {
  const clients: KubeClient[] = [client];
  return {
    client,
    namespace,
    startPod: async (script) => void (await client.create(resources.pods, podOf(namespace, script))),
    expire: (token) => untilCompacted(client, namespace, agedToken(token)),
    async forbid() {
      const name = `nobody-${randomBytes(3).toString('hex')}`;
      await client.create(serviceAccounts, { metadata: { namespace, name } });
      const token = (await kubectl(['create', 'token', name, '-n', namespace])).trim();
      const limited = openKubeClient({ kubeconfig: await kubeconfigOf(token), userAgent: 'logdetector-contract' });
      clients.push(limited);
      return { client: limited, allow: () => Promise.resolve() };
    },
    async close() {
      await client.delete(resources.namespaces, { name: namespace });
      for (const one of clients) await one.close();
    },
  };
}

/** The instance number is kept on a volume that outlives the container. */
function podOf(namespace: string, { name, lines, everyMs, afterwards }: PodScript): ApiObject {
  const write = `i=0; while [ $i -lt ${lines} ]; do echo "$n/$i"; i=$((i+1)); usleep ${everyMs * 1000}; done`;
  const end = { stay: 'sleep 3600', exit: 'exit 0', restart: '[ $n -gt 0 ] || exit 1; sleep 3600' }[afterwards];
  const script = `n=$(cat /state/n 2>/dev/null || echo 0); echo $((n+1)) > /state/n; ${write}; ${end}`;
  const container = {
    name: 'main',
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', script],
    volumeMounts: [{ name: 'state', mountPath: '/state' }],
  };
  const pod = {
    metadata: { namespace, name },
    spec: {
      containers: [container],
      volumes: [{ name: 'state', emptyDir: {} }],
      restartPolicy: afterwards === 'exit' ? 'Never' : 'Always',
      terminationGracePeriodSeconds: 0,
    },
  };
  return pod;
}

/** The API server compacts every five minutes what is older than that; nothing short of it ages a cluster. */
const compactedWithinMs = 480_000;

/** The token once the cluster refuses it; null where the cluster is still too young when the time is up. */
async function untilCompacted(client: KubeClient, namespace: string, token: string): Promise<string | null> {
  const refused = async () => {
    const answer = client.list(resources.configmaps, { namespace, labelSelector: 'part=old', limit: 1, continue: token });
    return await answer.then(
      () => false,
      () => true,
    );
  };
  const endAtMs = Date.now() + compactedWithinMs;
  while (!(await refused())) {
    if (Date.now() > endAtMs) return null;
    await setTimeout(2_000);
  }
  return token;
}

/** A token that asks for version 1. */
function agedToken(token: string): string {
  const content: object = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  return Buffer.from(JSON.stringify({ ...content, rv: 1 })).toString('base64url');
}

async function kubeconfigOf(token: string): Promise<string> {
  const config: { clusters: unknown[]; contexts: { context: { cluster: string } }[] } = JSON.parse(
    await kubectl(['config', 'view', '--raw', '--minify', '-o', 'json']),
  );
  const cluster = config.contexts[0]?.context.cluster ?? '';
  const contexts = [{ name: 'limited', context: { cluster, user: 'limited' } }];
  return JSON.stringify({ ...config, contexts, users: [{ name: 'limited', user: { token } }], 'current-context': 'limited' });
}
