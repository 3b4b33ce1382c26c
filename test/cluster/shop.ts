/** The shop as objects of the Kubernetes API: web calls checkout, checkout calls cart, three innocents work on, and a ledger counts. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { kubectl } from './command.ts';
import type { Image } from './harness.ts';
import type { Slack } from './outside.ts';

const folder = join(import.meta.dirname, 'shop');

export const innocents = ['mailer', 'search', 'reports'] as const;
/** Pods of the ledger, and lines each writes: below the 1 MiB at which the kubelet rotates, as what is rotated while nobody reads is lost. */
export const ledger = { pods: 3, linesEach: 6000 } as const;

export interface Shop {
  readonly namespace: string;
  readonly image: Image;
  /** Where `cart` asks whether to leak. */
  readonly faultSwitch: string;
}

export function shopObjects(shop: Shop): readonly object[] {
  return [
    scripts(shop.namespace),
    ...server(shop, 'cart', { FAULT_SWITCH: shop.faultSwitch }, '96Mi'),
    ...server(shop, 'checkout', { CART_URL: 'http://cart' }),
    deployment(shop, { name: 'web', script: 'web', env: { CHECKOUT_URL: 'http://checkout' } }),
    ...innocents.map((name, index) =>
      deployment(shop, { name, script: 'worker', env: { WORK: `${name} task`, EVERY_MS: String(300 + 100 * index) } }),
    ),
  ];
}

export function ledgerObjects(shop: Shop): readonly object[] {
  const env = { LINES: String(ledger.linesEach) };
  return [deployment(shop, { name: 'ledger', script: 'ledger', env, replicas: ledger.pods, partOf: 'ledger' })];
}

/** Short times, so that the test need not wait for what a team would. */
export function detector(namespace: string, name: string, partOf: string): object {
  return {
    apiVersion: 'logdetector.dev/v1alpha1',
    kind: 'LogDetector',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/part-of': partOf } },
      thresholds: { learningSeconds: 45, resolveSeconds: 30 },
      model: { canaryMinutes: 0 },
      ...(partOf === 'shop' ? { notify: { slack: { channel: 'shop-incidents' } }, paging: { receiver: 'oncall' } } : {}),
    },
  };
}

/** What the shop's operator is installed with; `pager`: its address. */
export function valuesOf({ image, slack, pager, namespace }: { image: Image; slack: Slack; pager: string; namespace: string }): object {
  const [namespaces, routingKeyFile] = [[namespace], '/etc/logdetector/receivers/pagerduty/routing-key'];
  return {
    image,
    store: { sqlite: { persistence: { existingClaim: 'data' } } },
    slack: { existingSecret: 'slack', apiUrl: slack.apiUrl },
    receiverSecrets: ['pagerduty'],
    configuration: {
      slack: { channels: [{ name: 'shop-incidents', namespaces }], operators: { users: [slack.user] } },
      receivers: [{ name: 'oncall', type: 'pagerduty', url: pager, routingKeyFile, namespaces }],
    },
  };
}

/** When the kernel killed `cart`; rejects as long as it has not. */
export async function oomKilledAt(namespace: string): Promise<number> {
  const path = 'jsonpath={.items[0].status.containerStatuses[0]}';
  const status: { lastState?: State; state?: State } = JSON.parse(
    await kubectl(['get', 'pods', '-n', namespace, '-l', 'app=cart', '-o', path]),
  );
  const ended = [status.lastState?.terminated, status.state?.terminated].find((terminated) => terminated?.reason === 'OOMKilled');
  if (!ended) throw new Error('cart was not OOM-killed yet');
  return Date.parse(ended.finishedAt);
}

interface State {
  readonly terminated?: { readonly reason: string; readonly finishedAt: string };
}

function scripts(namespace: string): object {
  const names = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  const data = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'scripts', namespace }, data };
}

function server(shop: Shop, name: string, env: Readonly<Record<string, string>>, memory?: string): readonly object[] {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: shop.namespace },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
  };
  return [service, deployment(shop, { name, script: name, env, ...(memory ? { memory } : {}) })];
}

interface Program {
  readonly name: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly memory?: string;
  readonly replicas?: number;
  readonly partOf?: string;
}

function deployment({ namespace, image }: Shop, { name, script, env, memory = '192Mi', replicas = 1, partOf = 'shop' }: Program): object {
  const labels = { app: name, 'app.kubernetes.io/part-of': partOf };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          enableServiceLinks: false,
          containers: [
            {
              name,
              image: `${image.repository}:${image.tag}`,
              imagePullPolicy: 'IfNotPresent',
              args: [`/shop/${script}.mjs`],
              env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
              resources: { requests: { cpu: '10m', memory: '48Mi' }, limits: { memory } },
              volumeMounts: [{ name: 'shop', mountPath: '/shop' }],
            },
          ],
          volumes: [{ name: 'shop', configMap: { name: 'scripts' } }],
        },
      },
    },
  };
}
