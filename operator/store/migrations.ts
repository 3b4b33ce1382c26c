/** The tables of the embedded store, and how an older file becomes the newest. */
import type { DatabaseSync } from 'node:sqlite';
import { OperatorError } from '../errors.ts';

/** Each makes the version of its place in the list, counted from 1, out of the one before. A released one is never changed. */
const migrations: readonly string[] = [
  `CREATE TABLE entry (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT;
   CREATE TABLE fence (id INTEGER PRIMARY KEY CHECK (id = 0), term INTEGER NOT NULL) STRICT;
   INSERT INTO fence (id, term) VALUES (0, 0);`,
];

/** Brings the file up to date inside the caller's transaction. Throws `StoreNewer` when a later release has written it. */
export function migrate(database: DatabaseSync, path: string): void {
  database.exec(
    "CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL DEFAULT (datetime('now'))) STRICT",
  );
  const version = Number(database.prepare('SELECT max(version) AS version FROM migration').get()?.version ?? 0);
  if (version > migrations.length) {
    const sentence = `The store ${path} has schema ${version}, and this release knows ${migrations.length}; run the release that wrote it, or restore a backup.`;
    throw new OperatorError('StoreNewer', sentence);
  }
  const record = database.prepare('INSERT INTO migration (version) VALUES (?)');
  for (const [index, statements] of migrations.entries()) {
    if (index < version) continue;
    database.exec(statements);
    record.run(index + 1);
  }
}
