/** Decodes the stream of a watch: one JSON object a line. */
import type { Readable } from 'node:stream';
import { unreachable, watchErrorOf } from './refusal.ts';
import type { ApiObject, Resource } from './resources.ts';
import type { Call, Transport } from './transport.ts';

/** A bookmark only moves `object.metadata.resourceVersion` on; the object has nothing else. */
export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: T;
}

interface WatchQuery {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly resourceVersion: string;
  readonly metadataOnly?: boolean | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Objects are bounded by etcd's 1.5 MB; a longer line is no watch event. */
const maximalLineBytes = 16 * 1024 * 1024;

export async function* readWatch<T extends ApiObject>(
  transport: Transport,
  resource: Resource,
  options: WatchQuery,
): AsyncGenerator<WatchEvent<T>> {
  const { namespace, signal, metadataOnly, timeoutSeconds = 300, ...selection } = options;
  const accept = metadataOnly ? acceptMetadata('PartialObjectMetadata') : undefined;
  const query = { ...selection, timeoutSeconds, watch: true, allowWatchBookmarks: true };
  const call: Call = { verb: 'watch', method: 'GET', resource, namespace, query, accept, signal, streaming: true };
  const body = await transport.send(call);
  for await (const line of readLines(body, transport.server, signal)) {
    const event: { readonly type: string; readonly object: T } = JSON.parse(line);
    if (event.type === 'ERROR') throw watchErrorOf(call, event.object);
    if (isKnown(event)) yield event;
  }
}

/**
 * Objects with their `metadata` and nothing else, of the kind `PartialObjectMetadata`; a server that cannot cut them sends them whole.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches
 */
export function acceptMetadata(form: 'PartialObjectMetadata' | 'PartialObjectMetadataList'): string {
  return `application/json;as=${form};g=meta.k8s.io;v=v1,application/json`;
}

async function* readLines(body: Readable, server: string, signal: AbortSignal | undefined): AsyncGenerator<string> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  const pieces: AsyncIterable<Buffer> = body;
  try {
    for await (const piece of pieces) {
      const end = piece.lastIndexOf(10);
      if (end >= 0) {
        const whole = Buffer.concat([...held, piece.subarray(0, end)]).toString('utf8');
        yield* whole.split('\n').filter((line) => line.trim() !== '');
        held = [];
        heldBytes = 0;
      }
      held.push(piece.subarray(end + 1));
      heldBytes += piece.length - end - 1;
      if (heldBytes > maximalLineBytes) throw new Error('a watch event is longer than 16 MB');
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(server, error);
  }
}

function isKnown<T>(event: { readonly type: string; readonly object: T }): event is WatchEvent<T> {
  return event.type === 'ADDED' || event.type === 'MODIFIED' || event.type === 'DELETED' || event.type === 'BOOKMARK';
}
