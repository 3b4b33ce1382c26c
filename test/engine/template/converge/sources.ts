import type { LogRecord } from '../../../../engine/domain.ts';
import { createMiner } from '../../../../engine/template/miner.ts';
import type { Miner } from '../../../../engine/template/miner.ts';

const behind = (begin: string, ends: string): string[] => ends.split(', ').map((end) => `${begin} ${end}`);
const before = (begins: string, end: string): string[] => begins.split(', ').map((begin) => `${begin}${end}`);

/** What a service says that was not written for a miner: sixty statements that begin, end, or go on in the middle like each other. */
export const STATEMENTS: readonly string[] = [
  ...behind(
    'Initializing',
    'thread pool, cache manager, http connector, message broker, database connection, metrics registry, audit trail, template engine, ' +
      'mail transport, session store, search index, job queue',
  ),
  ...behind(
    'Failed to',
    'read the configuration file, parse the request body, open a connection to the database, resolve the host name, write the audit record, ' +
      'acquire the lock, verify the signature, decode the token, refresh the cache, flush the buffer, renew the lease, load the plugin',
  ),
  ...before(
    'Cache warm-up, Index rebuild, Data import, Nightly cleanup, Schema migration, Log rotation, Token refresh, Health check, ' +
      'Garbage collection, Report generation, Mail dispatch, Key rotation',
    ' completed successfully',
  ),
  ...before(
    'reading from the upstream, waiting for the lock, parsing the header, writing the response, checking the quota, resolving the name, ' +
      'negotiating the protocol, decoding the payload, loading the profile, signing the request, copying the file, merging the branches',
    ', will retry later',
  ).map((text) => `Error while ${text}`),
  ...behind(
    'Could not',
    'find the user in the directory, find the tenant of the request, find a route to the service, find the template for the mail, ' +
      'read the manifest of the image, read the answer of the peer, send the heartbeat to the leader, send the report to the auditor, ' +
      'open the journal for writing, open the socket for listening, bind to the port of the admin, fetch the keys of the issuer',
  ),
];

/** Opposites and states of the same things: what is lost first when likeness alone decides. */
export const OPPOSITES: readonly string[] =
  `Configuration loaded from disk; Schema migration finished; Schema migration skipped; Opening database; Database opened; Cache warmed; Cache flushed;
  Starting worker pool; Worker pool started; Starting scheduler; Scheduler started; Certificate loaded; Certificate expires soon; Handshake failed;
  Session created; Session expired; Session revoked by administrator; User logged in; User logged out; User password changed; User account locked;
  User account unlocked; Payment authorised; Payment captured; Payment refunded; Payment declined by bank; Order placed; Order shipped;
  Order cancelled by customer; Order returned by customer; Mail queued; Mail delivered; Mail bounced; Connection to broker established;
  Connection to broker lost; Connection to replica established; Connection to replica lost; Replica is in sync; Replica is lagging behind;
  Leader elected; Leader lost; Snapshot written; Snapshot uploaded; Snapshot verification failed; Disk is almost full; Disk is healthy;
  Backup finished without errors; Backup finished with warnings; Shutting down`.split(/;\s+/);

export function recordOf(message: string, more: Partial<LogRecord> = {}): LogRecord {
  return { atMs: 1_000, level: 'info', levelInferred: true, message, lines: 1, bytes: message.length, ...more };
}

/** A miner that has read the messages in their order and merged what is evident. */
export function minerOf(messages: readonly string[], miner: Miner = createMiner()): Miner {
  for (const message of messages) miner.observe(recordOf(message));
  miner.settle(0);
  return miner;
}

/** `count text` of each pattern, sorted. */
export function summaryOf(miner: Miner): readonly string[] {
  return miner
    .patterns()
    .map(({ text, count }) => `${count} ${text}`)
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/** Each of them so often, one after the other. */
export function repeated(messages: readonly string[], times: number): readonly string[] {
  return Array.from({ length: times }, () => messages).flat();
}
