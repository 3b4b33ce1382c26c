/**
 * Who did what, when, and with which result. Each entry carries a hash over itself and the hash before it, so that whoever changes, takes out or
 * puts in one afterwards is found out by reading the chain; the hash of each also stands in the log, out of reach of who can write the store.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AuditRecordSchema, type AuditEntry, type AuditProof, type AuditRecord, type UntoldAudit } from '../../api/contract.ts';
import { decode, encode, listAll } from '../store/record.ts';
import { keys, type Fence, type Mutation, type Store } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';

export interface Audit {
  /** Loads what is kept; to be called when leadership begins. */
  restore(): Promise<void>;
  /** Throws what the store throws: what cannot be audited must not look as if it were. */
  write(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  entries(limit: number): readonly AuditRecord[];
  /** After what the audit channel has been told; the first time from now on. The oldest first. */
  untold(limit: number): Promise<UntoldAudit>;
  told(seq: number): Promise<void>;
  /** Reads the chain anew from the store. */
  prove(): Promise<AuditProof>;
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

interface Kept {
  readonly key: string;
  readonly record: AuditRecord;
}

/** The last entry that was dropped for room, or that the chain begins with: the first that is kept follows it. */
const AnchorSchema = z.object({ seq: z.number().int().min(0), hash: z.string() });
type Anchor = z.infer<typeof AnchorSchema>;
const beginning: Anchor = { seq: 0, hash: '0'.repeat(64) };

export function createAudit({ store, fence, telemetry, redact, keptAtMost = 2000 }: AuditOptions): Audit {
  let kept: readonly Kept[] = [];
  let head = beginning;
  let last: Promise<void> = Promise.resolve();

  async function append(written: AuditEntry): Promise<void> {
    const entry = { ...written, action: redact(written.action), result: redact(written.result) };
    const seq = head.seq + 1;
    const record = { ...entry, seq, hash: hashOf(head.hash, seq, entry) };
    const all = [...kept, { key: keys.auditLink(seq), record }];
    const excess = all.slice(0, Math.max(0, all.length - keptAtMost));
    const dropped = excess.findLast(({ record: { hash } }) => hash !== undefined)?.record;
    const batch: Mutation[] = [
      { put: keys.auditLink(seq), value: encode(record) },
      ...(dropped ? [{ put: keys.auditAnchor, value: encode({ seq: dropped.seq, hash: dropped.hash }) }] : []),
      ...excess.map(({ key }) => ({ delete: key })),
    ];
    await store.write(batch, fence());
    // Only what the store has taken is a link of the chain.
    kept = all.slice(excess.length);
    head = { seq, hash: record.hash };
    telemetry.emit('AuditWritten', { ...record });
  }

  return {
    async restore() {
      const { links, unchained, anchor } = await readChain(store);
      kept = [...unchained, ...links];
      const newest = links.at(-1)?.record;
      head = newest?.hash === undefined ? anchor : { seq: newest.seq ?? anchor.seq, hash: newest.hash };
    },
    write(entry) {
      // One after the other: each link needs the hash of the one before.
      const mine = last.then(() => append(entry));
      last = mine.catch(() => {});
      return mine;
    },
    entries: (limit) =>
      kept
        .slice(-limit)
        .toReversed()
        .map(({ record }) => record),
    async untold(limit) {
      const known = await toldUpTo(store);
      if (known === null) await store.write([tell(head.seq)], fence());
      const after = Math.min(known ?? head.seq, head.seq);
      const waiting = kept.flatMap(({ record: { seq, ...rest } }) => (seq !== undefined && seq > after ? [{ ...rest, seq }] : []));
      const first = waiting[0]?.seq ?? after + 1;
      return { entries: waiting.slice(0, limit), lost: first - after - 1 };
    },
    told: (seq) => store.write([tell(seq)], fence()),
    async prove() {
      await last;
      const { links, unchained, anchor } = await readChain(store);
      return judge(links, { anchor, unchained: unchained.length, expected: head });
    },
  };
}

const ToldSchema = z.object({ seq: z.number().int().min(0) });

function tell(seq: number): Mutation {
  return { put: keys.auditTold, value: encode({ seq }) };
}

async function toldUpTo(store: Store): Promise<number | null> {
  const bytes = await store.get(keys.auditTold);
  return bytes === null ? null : (decode(ToldSchema, bytes)?.seq ?? null);
}

interface Chain {
  readonly links: readonly Kept[];
  readonly unchained: readonly Kept[];
  readonly anchor: Anchor;
}

async function readChain(store: Store): Promise<Chain> {
  const links: Kept[] = [];
  const unchained: Kept[] = [];
  for await (const { key, value } of listAll(store, 'audit/')) {
    if (key === keys.auditAnchor) continue;
    const record = decode(AuditRecordSchema, value);
    // A link that cannot be read is a hole in the chain, which `judge` finds.
    if (record !== null) (key.startsWith(keys.auditLinks) ? links : unchained).push({ key, record });
  }
  const bytes = await store.get(keys.auditAnchor);
  return { links, unchained, anchor: (bytes && decode(AnchorSchema, bytes)) ?? beginning };
}

function judge(
  links: readonly Kept[],
  { anchor, unchained, expected }: { readonly anchor: Anchor; readonly unchained: number; readonly expected: Anchor },
): AuditProof {
  const brokenAt = firstBroken(links, anchor, expected);
  const [first, newest] = [links.at(0)?.record, links.at(-1)?.record];
  const ends = { firstSeq: first?.seq ?? null, lastSeq: newest?.seq ?? null };
  const common = { entries: links.length, unchained, ...ends, head: newest?.hash ?? null, brokenAt };
  if (brokenAt !== null) {
    const sentence = `The audit log was changed: entry ${brokenAt} is not what was written, or is missing. Compare it with the lines AuditWritten in the operator's log, which have every hash, and find out who can write the store.`;
    return { outcome: 'broken', ...common, sentence };
  }
  const from = links.length === 0 ? 'There is none yet.' : `Entries ${ends.firstSeq} to ${ends.lastSeq} are as they were written.`;
  const older = unchained > 0 ? ` ${unchained} of an earlier release have no hash.` : '';
  return { outcome: 'intact', ...common, sentence: `${from}${older}` };
}

/** Null: all are as they were written. */
function firstBroken(links: readonly Kept[], anchor: Anchor, expected: Anchor): number | null {
  let before = anchor;
  for (const { record } of links) {
    const { seq = 0, hash = '', ...entry } = record;
    if (seq !== before.seq + 1 || hash !== hashOf(before.hash, seq, entry)) return before.seq + 1;
    before = { seq, hash };
  }
  // What this leader has written last must still be there: a cut off end leaves a chain that is whole.
  return before.hash === expected.hash ? null : before.seq + 1;
}

function hashOf(before: string, seq: number, { atMs, user, channel, action, result }: AuditEntry): string {
  return createHash('sha256')
    .update(`${before}\n${JSON.stringify([seq, atMs, user, channel, action, result])}`)
    .digest('hex');
}
