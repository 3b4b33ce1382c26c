/** Who did what, when, and with which result. */
import { randomUUID } from 'node:crypto';
import { AuditEntrySchema, type AuditEntry } from '../../api/contract.ts';
import { decode, encode, listAll } from '../store/record.ts';
import { keys, type Fence, type Mutation, type Store } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';

export interface Audit {
  /** Loads what is kept; to be called when leadership begins. */
  restore(): Promise<void>;
  /** Throws what the store throws: what cannot be audited must not look as if it were. */
  write(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  entries(limit: number): readonly AuditEntry[];
}

export interface AuditOptions {
  readonly store: Store;
  readonly fence: () => Fence;
  readonly telemetry: Telemetry;
  /** What somebody has typed is kept only as this leaves it. */
  readonly redact: (text: string) => string;
  /** Default 2,000: months of commands in about a megabyte. */
  readonly keptAtMost?: number;
}

export function createAudit({ store, fence, telemetry, redact, keptAtMost = 2000 }: AuditOptions): Audit {
  let kept: readonly { readonly key: string; readonly entry: AuditEntry }[] = [];
  return {
    async restore() {
      const loaded: { key: string; entry: AuditEntry }[] = [];
      for await (const { key, value } of listAll(store, 'audit/')) {
        const entry = decode(AuditEntrySchema, value);
        if (entry) loaded.push({ key, entry });
      }
      kept = loaded;
    },
    async write(written) {
      const entry = { ...written, action: redact(written.action), result: redact(written.result) };
      const key = keys.audit(entry.atMs, randomUUID());
      const all = [...kept, { key, entry }].toSorted((a, b) => (a.key < b.key ? -1 : 1));
      const excess = all.slice(0, Math.max(0, all.length - keptAtMost));
      const batch: Mutation[] = [{ put: key, value: encode(entry) }];
      // In memory before the store answers, so that two commands at once do not forget each other.
      kept = all.slice(excess.length);
      await store.write([...batch, ...excess.map((old) => ({ delete: old.key }))], fence());
      telemetry.emit('AuditWritten', { ...entry });
    },
    entries: (limit) =>
      kept
        .slice(-limit)
        .toReversed()
        .map(({ entry }) => entry),
  };
}
