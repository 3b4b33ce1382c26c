/** Records of the store as JSON of a known schema, and reading all of a kind. */
import type { z } from 'zod';
import type { Store, StoreEntry } from './store.ts';

export function encode(record: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(record));
}

/** Null when the bytes are no such record; one damaged record must not take the others with it. */
export function decode<T>(schema: z.ZodType<T>, bytes: Uint8Array): T | null {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

/** Every entry with the prefix, a page at a time. Throws what the store throws. */
export async function* listAll(store: Store, prefix: string): AsyncGenerator<StoreEntry> {
  for (let after: string | undefined; ;) {
    const page = await store.list(prefix, after === undefined ? {} : { after });
    yield* page;
    after = page.at(-1)?.key;
    if (after === undefined) return;
  }
}
