/** `GET ...?watch=true`: changes from a resourceVersion on, one JSON object a line. */
import type { ServerResponse } from 'node:http';
import { textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { isTrue } from './requests.ts';
import type { Matcher } from './selectors.ts';
import { expired } from './statuses.ts';
import type { Change, Storage } from './storage.ts';

export interface WatchRequest {
  readonly query: URLSearchParams;
  readonly collection: string;
  readonly namespace: string;
  readonly matches: Matcher;
  /** The objects there are now, for a watch that begins without a version. */
  readonly list: () => JsonObject[];
  /** How an object is written into an event; `first` marks the first of the stream. */
  readonly present: (object: JsonObject, first: boolean) => JsonObject;
  readonly bookmark: (version: number, initialEnd: boolean) => JsonObject;
  readonly bookmarkEveryForMs: number;
}

/** Resolves when the watch has ended: by its timeout, by the client, or by the server. */
export function watch(storage: Storage, request: WatchRequest, response: ServerResponse): Promise<void> {
  const { query } = request;
  const wanted = query.get('resourceVersion') ?? '';
  const fromNow = wanted === '' || wanted === '0' || isTrue(query.get('sendInitialEvents'));
  let first = true;
  const send = (type: string, object: JsonObject): void => {
    if (!response.writableEnded && !response.destroyed) response.write(`${JSON.stringify({ type, object })}\n`);
  };
  const deliver = (type: string, object: JsonObject): void => {
    send(type, request.present(object, first));
    first = false;
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();

  const missed = fromNow ? [] : storage.changesSince(Number(wanted));
  if (missed === null) {
    send('ERROR', expired(`too old resource version: ${wanted} (${storage.version()})`).body);
    response.end();
    return Promise.resolve();
  }
  if (fromNow) for (const object of request.list()) deliver('ADDED', object);
  const bookmarks = isTrue(query.get('allowWatchBookmarks'));
  if (bookmarks && isTrue(query.get('sendInitialEvents'))) send('BOOKMARK', request.bookmark(storage.version(), true));
  const onChange = (change: Change): void => {
    const event = eventOf(change, request);
    if (event) deliver(event.type, event.object);
  };
  for (const change of missed) onChange(change);
  const unsubscribe = storage.subscribe(onChange);
  return untilEnd(request, response, () => bookmarks && send('BOOKMARK', request.bookmark(storage.version(), false))).finally(unsubscribe);
}

/** What a change is to this watch: an object that moves out of the selection is gone, one that moves in is new. */
function eventOf(change: Change, request: WatchRequest): { type: string; object: JsonObject } | null {
  if (change.collection !== request.collection) return null;
  if (request.namespace !== '' && textAt(change.object, 'metadata', 'namespace') !== request.namespace) return null;
  const wasIn = change.before !== null && request.matches(change.before);
  const isIn = change.type !== 'DELETED' && request.matches(change.object);
  if (isIn) return { type: wasIn ? 'MODIFIED' : 'ADDED', object: change.object };
  return wasIn ? { type: 'DELETED', object: change.object } : null;
}

function untilEnd(request: WatchRequest, response: ServerResponse, sendBookmark: () => void): Promise<void> {
  const seconds = Number(request.query.get('timeoutSeconds') ?? 0);
  return new Promise((resolve) => {
    const bookmarks = setInterval(sendBookmark, request.bookmarkEveryForMs);
    // Without a wish of the client a watch lives 30 to 60 minutes, like the real one.
    const end = setTimeout(
      () => {
        sendBookmark();
        response.end();
      },
      (seconds > 0 ? seconds : 2_400) * 1000,
    );
    response.once('close', () => {
      clearInterval(bookmarks);
      clearTimeout(end);
      resolve();
    });
  });
}
