/** The operator's server for people behind a Service of a simulated cluster, which says who they are. */
import { ConfigurationSchema } from '../../api/configuration.ts';
import { startCluster, type SimulatedCluster } from '../../demo/cluster/cluster.ts';
import { openDashboardServer } from '../../operator/http/dashboard/server.ts';
import type { Backend } from '../../operator/http/backend.ts';
import { openKubeClient } from '../../operator/kube/client.ts';
import { createReviewer } from '../../operator/reviewer.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import { sharedOf } from './shared.ts';

export interface PeopleServer {
  readonly cluster: SimulatedCluster;
  /** As when the operator starts anew: whoever was signed in is not any more. */
  restart(dashboard?: object): Promise<void>;
  setLeading(isLeading: boolean): void;
  /** Another Service leads to it, as of somebody who hands on what is asked. */
  handOn(namespace: string, name: string): void;
  close(): Promise<void>;
}

export const service = { namespace: 'logdetector', name: 'logdetector-dashboard' } as const;

/** `dashboard`: that part of the administrator's configuration. */
export async function startPeopleServer(backend: Backend, dashboard: object = { kubeconfig: {} }): Promise<PeopleServer> {
  const cluster = await startCluster({ requireToken: true });
  const labels = { 'app.kubernetes.io/name': 'logdetector', 'app.kubernetes.io/component': 'dashboard' };
  cluster.upsert({ apiVersion: 'v1', kind: 'Service', metadata: { ...service, labels } });
  const kube = openKubeClient({ kubeconfig: cluster.kubeconfig(), userAgent: 'test' });
  let isLeading = true;
  const open = async (settings: object) => {
    const configuration = ConfigurationSchema.parse({ dashboard: settings }).dashboard;
    const server = await openDashboardServer({
      backend,
      configuration: () => configuration,
      shownConfiguration: () => ({}),
      reviewer: createReviewer(kube, service.namespace),
      shared: sharedOf(Date.now),
      version: 'test',
      isLeading: () => isLeading,
      folder: '/nonexistent',
      host: '127.0.0.1',
      port: 0,
      readSecret: () => Promise.resolve(''),
      now: Date.now,
      telemetry: createTelemetry({ level: 'silent' }),
    });
    cluster.serve(service.namespace, service.name, server.url);
    return server;
  };
  let server = await open(dashboard);
  return {
    cluster,
    async restart(settings = dashboard) {
      await server.close();
      server = await open(settings);
    },
    setLeading: (leading) => void (isLeading = leading),
    handOn: (namespace, name) => cluster.serve(namespace, name, server.url),
    async close() {
      await server.close();
      await kube.close();
      await cluster.close();
    },
  };
}
