// Runs in the image, where these modules lie in /app, on a volume that no operator has open: puts what it has saved into the formats of former releases.
import { hash64 } from '../../../engine/math.ts';
import { openEmbeddedStore } from '../../../operator/store/embedded.ts';
import { listAll } from '../../../operator/store/record.ts';

/** What each former format did not know yet. */
const unknown = {
  workload: ['season', 'content'],
  pauses: ['longestLines', 'longestLinesAtMs'],
  shared: ['doctor', 'objectives'],
  model: ['omitted', 'relevance', 'metrics'],
};

const store = openEmbeddedStore({ path: '/data/logdetector.db' });
const batch = [];
for await (const { key, value } of listAll(store, 'engine/')) batch.push({ put: key, value: encode(formerPart(key, decode(value))) });
for await (const { key, value } of listAll(store, 'model/')) batch.push({ put: key, value: encode(formerModel(decode(value))) });
await store.write(batch);
await store.close();
process.stdout.write(JSON.stringify(batch.map(({ put }) => put.split('/')[0])));

/** `engine/NAMESPACE/NAME/PART` as engine/checkpoint.ts wrote it in format 2. */
function formerPart(key, { state }) {
  const part = key.split('/').slice(3).join('/');
  if (part === 'shared') return { formatVersion: 2, state: without(state, unknown.shared) };
  if (!part.startsWith('workload:')) return { formatVersion: 2, state };
  return { formatVersion: 2, state: { ...without(state, unknown.workload), pauses: without(state.pauses, unknown.pauses) } };
}

/** As engine/model/model.ts sealed it in format 1. */
function formerModel(model) {
  const body = { ...without(model, [...unknown.model, 'checksum']), formatVersion: 1 };
  return { ...body, checksum: hash64(JSON.stringify(body)) };
}

function without(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

function decode(bytes) {
  return JSON.parse(new TextDecoder().decode(bytes));
}

function encode(value) {
  return new TextEncoder().encode(JSON.stringify(value));
}
