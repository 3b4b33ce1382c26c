/** Lists in pages: `limit` and `continue` over a snapshot, so that the pages of one list agree with each other. */
import { valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { badRequest, expired } from './statuses.ts';

interface Snapshot {
  readonly version: number;
  readonly items: readonly JsonObject[];
}

export interface Page {
  readonly items: readonly JsonObject[];
  readonly metadata: JsonObject;
}

export interface Pages {
  page(query: URLSearchParams, list: () => Snapshot): Page;
  /** Old continue tokens are answered with 410 from now on. */
  expire(): void;
}

/** At most this many lists are remembered; the oldest is told 410, as after a compaction. */
const snapshotsKept = 32;

export function createPages(): Pages {
  const snapshots = new Map<string, Snapshot>();
  let created = 0;
  return {
    page(query, list) {
      const limit = Number(query.get('limit') ?? 0);
      const token = query.get('continue') ?? '';
      const { id, from } = token === '' ? { id: '', from: 0 } : readToken(token);
      const snapshot = id === '' ? list() : snapshots.get(id);
      if (snapshot === undefined) throw tooOld();
      const to = limit > 0 ? Math.min(snapshot.items.length, from + limit) : snapshot.items.length;
      const left = snapshot.items.length - to;
      if (left === 0) return { items: snapshot.items.slice(from), metadata: { resourceVersion: String(snapshot.version) } };
      created += 1;
      const key = id === '' ? String(created) : id;
      snapshots.set(key, snapshot);
      if (snapshots.size > snapshotsKept) snapshots.delete([...snapshots.keys()][0] ?? '');
      const next = Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: snapshot.version, id: key, from: to })).toString('base64url');
      const remainder = isSelected(query) ? {} : { remainingItemCount: left };
      return {
        items: snapshot.items.slice(from, to),
        metadata: { resourceVersion: String(snapshot.version), continue: next, ...remainder },
      };
    },
    expire: () => snapshots.clear(),
  };
}

function readToken(token: string): { id: string; from: number } {
  try {
    const body: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    const [id, from] = [valueAt(body, 'id'), valueAt(body, 'from')];
    if (typeof id === 'string' && typeof from === 'number') return { id, from };
  } catch {
    // Falls through to the API server's own words.
  }
  throw badRequest('invalid continue token: continue key is not valid');
}

const isSelected = (query: URLSearchParams): boolean =>
  (query.get('labelSelector') ?? '') !== '' || (query.get('fieldSelector') ?? '') !== '';

function tooOld(): Error {
  return expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, ' +
      'or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - ' +
      'objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
}
