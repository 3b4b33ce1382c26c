/** Retrain and rollback as asked in chat, for all detectors while this replica leads. */
import type { LogDetector } from '../../api/resource.ts';
import { createWishes, type Wishes } from '../detector/wish.ts';
import type { KubeClient } from '../kube/client.ts';
import type { Registry } from '../models/registry.ts';
import type { Operations } from '../operations.ts';
import type { Supervisor } from '../pipeline/supervisor.ts';

export interface WishParts {
  readonly client: KubeClient;
  readonly operations: Operations;
  readonly registry: Registry;
  readonly supervisor: Supervisor;
  detector(this: void, key: string): LogDetector | undefined;
  readonly now: () => number;
}

export function openWishes({ client, operations, registry, supervisor, detector, now }: WishParts): Wishes {
  return createWishes({
    client,
    detector,
    models: async (key) => ({
      versions: (await registry.list(key)).map(({ version }) => version),
      serving: supervisor.get(key)?.engine.serving() ?? null,
    }),
    begin: (operation, channel) => operations.begin(operation, channel),
    fail: (operation, sentence) => operations.fail(operation, sentence),
    now,
  });
}
