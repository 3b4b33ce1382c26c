/** Writes pairs until it is killed, and says which one the store has taken. */
import { openEmbeddedStore } from '../../../operator/store/embedded.ts';

const store = openEmbeddedStore({ path: process.argv[2] ?? '' });
for (let round = 1; ; round += 1) {
  const value = new TextEncoder().encode(String(round));
  await store.write([
    { put: 'counts', value },
    { put: 'bulk', value: new Uint8Array(50_000) },
    { put: 'position', value },
  ]);
  process.stdout.write(`${round}\n`);
}
