/** What replicas share of the dashboard, in a store of their own. */
import { createShared, type Shared } from '../../operator/http/dashboard/shared.ts';
import { createMemoryStore } from '../../operator/store/embedded.ts';
import type { Store } from '../../operator/store/store.ts';
import { createTelemetry } from '../../operator/telemetry.ts';

export function sharedOf(now: () => number, store: Store = createMemoryStore(), url: string | null = null): Shared {
  return createShared({ store, url, now, telemetry: createTelemetry({ level: 'silent' }) });
}
