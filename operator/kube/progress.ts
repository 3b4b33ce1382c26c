/** One watch from its opening to its end, cut when it makes no progress. */
import type { ApiObject, KubeClient, Resource, WatchEvent } from './client.ts';

export interface WatchOnceOptions<T> {
  readonly client: KubeClient;
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly resourceVersion: string;
  readonly metadataOnly?: boolean | undefined;
  readonly timeoutSeconds: number;
  /** Longest time without any event, bookmarks included. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
  onEvent(event: WatchEvent<T>): void;
}

/** Resolves when the server or the watchdog ends the watch; rejects with what the client throws. */
export async function watchOnce<T extends ApiObject>(options: WatchOnceOptions<T>): Promise<void> {
  const { client, resource, silenceMs, namespace, resourceVersion, metadataOnly, timeoutSeconds } = options;
  const query = { namespace, resourceVersion, metadataOnly, timeoutSeconds };
  const silent = new AbortController();
  const watchdog = setTimeout(() => silent.abort(), silenceMs);
  try {
    for await (const event of client.watch<T>(resource, { ...query, signal: AbortSignal.any([options.signal, silent.signal]) })) {
      watchdog.refresh();
      options.onEvent(event);
    }
  } catch (error) {
    if (!silent.signal.aborted || options.signal.aborted) throw error;
  } finally {
    clearTimeout(watchdog);
  }
}
