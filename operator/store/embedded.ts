/**
 * The store in one SQLite file, for one replica. Every write is one transaction and on the disk when it resolves (`synchronous=FULL`):
 * what the bot has said must not be forgotten by a power cut, it would be said twice. A few writes a second make that affordable.
 */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { OperatorError } from '../errors.ts';
import { putAside, watchFile, type FileWatch } from './damage.ts';
import { migrate } from './migrations.ts';
import { endOfPrefix } from './prefix.ts';
import type { Fence, Mutation, Store } from './store.ts';

export interface EmbeddedStoreOptions {
  /** Of the database file; its folder must exist. Beside it SQLite keeps `-wal` and `-shm`. */
  readonly path: string;
  /** How long to wait for another process that holds the file. Default 5 s, longer than an old pod takes to close it. */
  readonly busyForMs?: number;
  /** The file grows no further than this, so that it cannot fill a volume it shares. Default: as large as the volume. */
  readonly maximumBytes?: number;
}

/**
 * A damaged file is put aside and begun anew, at the opening and later: what to do about it is told by `onLost`.
 *
 * Throws `StoreUnavailable` when the file cannot be opened, `StoreNewer` when a later release has written it, and
 * `ConfigurationInvalid` for the path `:memory:`, which would forget everything at every restart; tests use `createMemoryStore`.
 */
export function openEmbeddedStore({ path, busyForMs = 5000, maximumBytes }: EmbeddedStoreOptions): Store {
  if (path === '' || path.startsWith(':memory:') || path.startsWith('file:')) {
    throw new OperatorError('ConfigurationInvalid', `"${path}" is no file that outlives a restart; give the store a path on a volume.`);
  }
  return open(path, busyForMs, maximumBytes);
}

/** Keeps everything in memory and forgets it when closed. For tests. */
export function createMemoryStore(): Store {
  return open(':memory:', 0);
}

function open(path: string, busyForMs: number, maximumBytes?: number): Store {
  const guard = createGuard(path);
  const file = createFile(path, () =>
    guard(() => {
      const database = prepare(path, busyForMs);
      if (maximumBytes !== undefined) limitSize(database, maximumBytes);
      return { database, statements: prepareStatements(database), watch: watchFile(path) };
    }),
  );
  const use = <T>(work: (opened: Opened) => T): T => file.use((opened) => guard(() => work(opened)));
  use(() => undefined);
  return {
    get: async (key) => use(({ statements }) => valueOf(statements.get.get(key))),
    list: async (prefix, { after = '', limit = 1000 } = {}) =>
      use(({ statements }) => {
        const end = endOfPrefix(prefix);
        const rows = end === null ? statements.listAll.all(prefix, after, limit) : statements.list.all(prefix, end, after, limit);
        return rows.map((row) => ({ key: String(row.key), value: valueOf(row) ?? new Uint8Array() }));
      }),
    write: async (batch, fence) => use(({ database, statements }) => writeAll(database, statements, batch, fence)),
    latestTerm: async () => use(({ statements }) => readTerm(statements)),
    check: async () => use(({ database, statements }) => inTransaction(database, () => statements.touch.run())),
    onLost: file.onLost,
    close: async () => guard(() => file.close()),
  };
}

interface Opened {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  readonly watch: FileWatch;
}

/** The file in use, which is another one once it has been found to be damaged. */
function createFile(path: string, begin: () => Opened) {
  const listeners: ((sentence: string) => void)[] = [];
  let opened: Opened | null = null;
  let loss: string | null = null;

  function replace(damage: string): void {
    opened?.database.close();
    opened = null;
    const sentence = putAside(path, damage);
    loss = sentence;
    for (const listener of listeners) listener(sentence);
  }

  function attempt<T>(work: (opened: Opened) => T): T {
    const damage = opened?.watch.damage() ?? null;
    if (damage !== null) replace(damage);
    opened ??= begin();
    return work(opened);
  }

  return {
    /** Tries once more, on a new file, where the one in use turns out to be damaged. */
    use<T>(work: (opened: Opened) => T): T {
      try {
        return attempt(work);
      } catch (error) {
        if (path === ':memory:' || !(error instanceof OperatorError) || error.code !== 'StoreCorrupt') throw error;
        replace(error.cause instanceof Error ? error.cause.message : error.message);
        return attempt(work);
      }
    },
    onLost(this: void, listener: (sentence: string) => void): void {
      listeners.push(listener);
      if (loss !== null) listener(loss);
    },
    close: () => opened?.database.close(),
  };
}

function prepare(path: string, busyForMs: number): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyForMs });
  try {
    database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF; PRAGMA journal_size_limit=16777216;');
    const verdict = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
    if (verdict !== 'ok') throw corrupt(path, new Error(String(verdict)));
    inTransaction(database, () => migrate(database, path));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function limitSize(database: DatabaseSync, maximumBytes: number): void {
  const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.page_size ?? 4096);
  database.exec(`PRAGMA max_page_count=${Math.max(1, Math.floor(maximumBytes / pageBytes))}`);
}

type Statements = ReturnType<typeof prepareStatements>;

/** Keys are compared as bytes (SQLite's collation BINARY over UTF-8). */
function prepareStatements(database: DatabaseSync) {
  return {
    get: database.prepare('SELECT value FROM entry WHERE key = ?'),
    list: database.prepare('SELECT key, value FROM entry WHERE key >= ? AND key < ? AND key > ? ORDER BY key LIMIT ?'),
    listAll: database.prepare('SELECT key, value FROM entry WHERE key >= ? AND key > ? ORDER BY key LIMIT ?'),
    put: database.prepare('INSERT INTO entry (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value'),
    delete: database.prepare('DELETE FROM entry WHERE key = ?'),
    deleteRange: database.prepare('DELETE FROM entry WHERE key >= ? AND key < ?'),
    deleteFrom: database.prepare('DELETE FROM entry WHERE key >= ?'),
    term: database.prepare('SELECT term FROM fence'),
    setTerm: database.prepare('UPDATE fence SET term = ?'),
    touch: database.prepare('UPDATE fence SET term = term'),
  };
}

function writeAll(database: DatabaseSync, statements: Statements, batch: readonly Mutation[], fence: Fence | undefined): void {
  inTransaction(database, () => {
    if (fence) passFence(statements, fence);
    for (const mutation of batch) mutate(statements, mutation);
  });
}

function passFence(statements: Statements, { term }: Fence): void {
  const known = readTerm(statements);
  if (known > term) {
    throw new OperatorError('StoreFenced', `Term ${known} has written since; what term ${term} knows is out of date and is not kept.`);
  }
  if (known < term) statements.setTerm.run(term);
}

function readTerm(statements: Statements): number {
  return Number(statements.term.get()?.term ?? 0);
}

function mutate(statements: Statements, mutation: Mutation): void {
  if ('put' in mutation) {
    statements.put.run(mutation.put, mutation.value);
  } else if ('delete' in mutation) {
    statements.delete.run(mutation.delete);
  } else {
    const end = endOfPrefix(mutation.deletePrefix);
    const bounds: SQLInputValue[] = end === null ? [mutation.deletePrefix] : [mutation.deletePrefix, end];
    (end === null ? statements.deleteFrom : statements.deleteRange).run(...bounds);
  }
}

/** `IMMEDIATE` takes the write lock first, so that it waits for it at one place only. */
function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    // A full disk has already rolled back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function valueOf(row: Record<string, unknown> | undefined): Uint8Array | null {
  return row?.value instanceof Uint8Array ? row.value : null;
}

/** Runs and turns what SQLite says into what can be done about it. */
function createGuard(path: string): <T>(work: () => T) => T {
  return (work) => {
    try {
      return work();
    } catch (cause) {
      throw cause instanceof OperatorError ? cause : understand(path, cause);
    }
  };
}

/** Primary result codes of https://www.sqlite.org/rescode.html and what a person does about them. */
const advice: Readonly<Record<number, string>> = {
  5: 'another process holds it; only one operator may use it (replicas: 1, strategy Recreate)',
  6: 'another process holds it; only one operator may use it (replicas: 1, strategy Recreate)',
  8: 'it is read-only; mount the volume writable for the user of the operator (fsGroup)',
  10: 'the volume fails to read or write; look at the node and the volume',
  13: 'the volume is full; make it larger or free space',
  14: 'it cannot be opened; the folder must exist and be writable for the user of the operator (fsGroup)',
  23: 'access is refused; look at the permissions of the file',
};

function understand(path: string, cause: unknown): OperatorError {
  const details = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number' ? cause.errcode & 0xff : 0;
  // A file that was emptied behind our back has no tables.
  if (code === 11 || code === 26 || (code === 1 && details.includes('no such table'))) return corrupt(path, cause);
  const why = advice[code] ?? 'look at the volume';
  return new OperatorError('StoreUnavailable', `The store ${path} cannot be used: ${why} (${details}).`, { cause });
}

function corrupt(path: string, cause: unknown): OperatorError {
  return new OperatorError('StoreCorrupt', `The store ${path} is damaged and cannot be begun anew (${String(cause)}).`, { cause });
}
