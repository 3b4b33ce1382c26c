/** Credentials of a service account as a pod has them: a token in a file, which can be revoked and renewed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apply, kubectl } from '../cluster/command.ts';

export interface Token {
  /** Text of a kubeconfig with it. */
  readonly kubeconfig: string;
  /** From now on the API server refuses it. */
  revoke(): Promise<void>;
  /** Puts another one into the file. */
  renew(): Promise<void>;
}

interface Kubeconfig {
  readonly clusters: readonly { readonly name: string }[];
}

/** The shortest that the API gives. */
export const shortestLifeSeconds = 600;

/** One that is refused after so long, as every token of a pod is. */
export const startExpiringToken = (namespace: string, folder: string): Promise<Token> =>
  startToken(namespace, folder, ['--duration', `${shortestLifeSeconds}s`]);

/** A token lives only as long as the Secret that it is bound to. */
export async function startToken(namespace: string, folder: string, life: readonly string[] = []): Promise<Token> {
  const file = join(folder, 'service-account-token');
  const metadata = { namespace, name: 'operator' };
  await apply(
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    },
  );
  let made = 0;
  const bound = (): string => `bound-${made}`;
  const renew = async (): Promise<void> => {
    made += 1;
    await apply({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: bound() } });
    const binding = ['--bound-object-kind', 'Secret', '--bound-object-name', bound()];
    await writeFile(file, await kubectl(['create', 'token', 'operator', '-n', namespace, ...binding, ...life]));
  };
  await renew();
  const { clusters }: Kubeconfig = JSON.parse(await kubectl(['config', 'view', '--raw', '--minify', '-o', 'json']));
  const [{ name: cluster } = { name: '' }] = clusters;
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters,
    // What the library makes of the token of a pod.
    users: [{ name: 'operator', user: { 'auth-provider': { name: 'tokenFile', config: { tokenFile: file } } } }],
    contexts: [{ name: 'operator', context: { cluster, user: 'operator' } }],
    'current-context': 'operator',
  };
  return {
    kubeconfig: JSON.stringify(kubeconfig),
    revoke: async () => void (await kubectl(['delete', 'secret', bound(), '-n', namespace])),
    renew,
  };
}
