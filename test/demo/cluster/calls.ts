/** Plain HTTP calls to a simulated cluster, for tests of its wire protocol. */
import type { SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { isObject } from '../../../demo/cluster/json.ts';
import type { JsonObject } from '../../../demo/cluster/json.ts';

export interface Reply {
  readonly code: number;
  readonly body: JsonObject;
  readonly text: string;
}

/** `request` is method and path. */
export async function call(
  cluster: SimulatedCluster,
  request: readonly [string, string],
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const [method, path] = request;
  const response = await fetch(`${cluster.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = {};
  }
  return { code: response.status, body: isObject(parsed) ? parsed : {}, text };
}

export const applyType = { 'content-type': 'application/apply-patch+yaml' };

/** Reads a stream line by line into `lines` until `signal` aborts or it ends; `ended` resolves then. */
export function readLines(url: string, signal: AbortSignal): { lines: string[]; ended: Promise<void> } {
  const lines: string[] = [];
  const read = async (): Promise<void> => {
    const response = await fetch(url, { signal });
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    }
    if (rest !== '') lines.push(rest);
  };
  return { lines, ended: read().catch(() => undefined) };
}

export function podNamed(name: string, containers: readonly string[] = ['main'], labels: Record<string, string> = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels },
    spec: { nodeName: 'node-a', containers: containers.map((container) => ({ name: container, image: 'x:1' })) },
    status: {
      phase: 'Running',
      containerStatuses: containers.map((container) => ({
        name: container,
        ready: true,
        restartCount: 0,
        containerID: `containerd://${name}-${container}-0`,
        state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
        lastState: {},
      })),
    },
  };
}

export const gadgetDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gadgets.test.dev' },
  spec: {
    group: 'test.dev',
    scope: 'Namespaced',
    names: { kind: 'Gadget', plural: 'gadgets', singular: 'gadget', shortNames: ['ga'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' }],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['size'],
                properties: { size: { type: 'integer', maximum: 5 }, mode: { type: 'string', enum: ['a', 'b'], default: 'a' } },
              },
              status: {
                type: 'object',
                properties: {
                  note: { type: 'string' },
                  conditions: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['type'],
                    items: { type: 'object', required: ['type'], properties: { type: { type: 'string' }, status: { type: 'string' } } },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
};
