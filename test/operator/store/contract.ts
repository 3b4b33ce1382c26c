/** What every store promises, whichever keeps it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assert, asyncProperty, string, uniqueArray } from 'fast-check';
import type { Mutation, Store } from '../../../operator/store/store.ts';

export interface StoreUnderTest {
  /** An empty store. */
  open(): Promise<Store>;
  /** The same store again, as another process would open it. */
  reopen(): Promise<Store>;
  remove(): Promise<void>;
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array | null | undefined): string | null => (value ? new TextDecoder().decode(value) : null);
const put = (key: string, value = key): Mutation => ({ put: key, value: bytes(value) });

export function describeStore(name: string, create: () => StoreUnderTest): void {
  describe(name, () => {
    const subject = create();
    let store: Store;

    beforeEach(async () => {
      store = await subject.open();
    });
    afterEach(async () => {
      await store.close();
      await subject.remove();
    });
    const keysOf = async (prefix: string, options?: Parameters<Store['list']>[1]) =>
      (await store.list(prefix, options)).map(({ key }) => key);

    test('what was written is read again, byte for byte', async () => {
      const value = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256);
      await store.write([{ put: 'engine/a', value }]);
      expect(Buffer.from((await store.get('engine/a')) ?? []).equals(Buffer.from(value))).toBe(true);
      expect(await store.get('engine/b')).toBeNull();
    });

    test('an empty value is a value', async () => {
      await store.write([{ put: 'a', value: new Uint8Array() }]);
      expect(await store.get('a')).toEqual(new Uint8Array());
      expect(await store.list('a')).toEqual([{ key: 'a', value: new Uint8Array() }]);
    });

    test('a list has only the prefix, in byte order', async () => {
      await store.write(['b/2', 'a/1', 'b/10', 'b', 'b/1', 'c/1', 'b0'].map((key) => put(key)));
      expect(await keysOf('b/')).toEqual(['b/1', 'b/10', 'b/2']);
      expect((await store.list('b/1')).map(({ value }) => text(value))).toEqual(['b/1', 'b/10']);
      expect(await keysOf('')).toHaveLength(7);
    });

    test('a list goes on after a key, a page at a time, and meets every entry once', async () => {
      const all = Array.from({ length: 2500 }, (_, index) => `p/${String(index).padStart(5, '0')}`);
      await store.write([...all.map((key) => put(key)), put('o/z'), put('q/a')]);
      const seen: string[] = [];
      for (let after: string | undefined; ;) {
        const page = await keysOf('p/', { limit: 999, ...(after === undefined ? {} : { after }) });
        seen.push(...page);
        after = page.at(-1);
        if (after === undefined) break;
      }
      expect(seen).toEqual(all);
      expect(await keysOf('p/')).toHaveLength(1000);
    });

    test('a place before the prefix is the beginning of the list', async () => {
      await store.write([put('m/1'), put('m/2')]);
      expect(await keysOf('m/', { after: 'a' })).toEqual(['m/1', 'm/2']);
      expect(await keysOf('m/', { after: 'z' })).toEqual([]);
    });

    test('a batch puts, replaces, deletes and clears in its order', async () => {
      await store.write([put('x/1'), put('x/2'), put('y/1')]);
      await store.write([put('y/1', 'new'), { delete: 'y/nothing' }, { deletePrefix: 'x/' }, put('x/3')]);
      expect(await keysOf('')).toEqual(['x/3', 'y/1']);
      expect(text(await store.get('y/1'))).toBe('new');
      await store.write([{ delete: 'y/1' }]);
      expect(await store.get('y/1')).toBeNull();
    });

    test('a later leader shuts out an earlier one, and nothing of its batch is kept', async () => {
      await store.write([put('a', 'first')], { term: 3 });
      await store.write([put('a', 'second')], { term: 4 });
      expect(await store.latestTerm()).toBe(4);
      await expect(store.write([put('b'), put('a', 'late')], { term: 3 })).rejects.toMatchObject({ code: 'StoreFenced' });
      expect(text(await store.get('a'))).toBe('second');
      expect(await store.get('b')).toBeNull();
      await store.write([put('a', 'third')], { term: 4 });
      await store.write([put('a', 'unfenced')]);
      expect(text(await store.get('a'))).toBe('unfenced');
    });

    test('entries and the fence outlive the process', async () => {
      await store.write([put('a', 'kept')], { term: 7 });
      await store.close();
      store = await subject.reopen();
      expect(text(await store.get('a'))).toBe('kept');
      await expect(store.write([put('a', 'late')], { term: 6 })).rejects.toMatchObject({ code: 'StoreFenced' });
      await expect(store.check()).resolves.toBeUndefined();
    });

    test('a store that nobody has led over yet has no term', async () => {
      await store.write([put('a')]);
      expect(await store.latestTerm()).toBe(0);
    });

    test('writes at the same time do not mix', async () => {
      await Promise.all(
        Array.from({ length: 50 }, (_, round) => store.write([put('one', String(round)), put('two', String(round))], { term: 1 })),
      );
      expect(text(await store.get('one'))).toBe(text(await store.get('two')));
    });

    test('any names, in any language, come back in byte order', async () => {
      const names = uniqueArray(string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { maxLength: 20 });
      await assert(
        asyncProperty(names, string({ unit: 'grapheme', maxLength: 2 }), async (keys, prefix) => {
          await store.write([{ deletePrefix: '' }, ...keys.map((key) => put(key))]);
          const expected = keys.filter((key) => key.startsWith(prefix)).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          expect(await keysOf(prefix)).toEqual(expected);
        }),
        { numRuns: 60, seed: 7 },
      );
    });
  });
}
