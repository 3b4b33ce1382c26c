import { describe, expect, it } from 'vitest';
import { createComplaints } from '../../../../engine/incident/changes/complaints.ts';
import { createSymptoms } from '../../../../engine/incident/changes/symptoms.ts';
import { Graph } from '../../../../engine/incident/graph.ts';

const minute = 60_000;
const onset = 100 * minute;
const [cart, orders] = ['shop/Deployment/cart', 'shop/Deployment/orders'];
const line = 'put failed: 503 from objects.store.example.com';

/** What `cart` shows at the onset, after it was heard to say the lines. */
function symptomsOf(...said: readonly (readonly [text: string, atMs: number])[]) {
  const complaints = createComplaints();
  const graph = new Graph((text) => text);
  for (const workload of [cart, orders]) graph.know(workload);
  for (const [text, atMs] of said) complaints.hear(cart, text, atMs);
  const symptoms = createSymptoms(complaints);
  const error = { place: 'shop/cart', sinceAtMs: onset, lastAtMs: onset, count: 3, operation: 'put', text: 'failed' };
  symptoms.see({ failing: [], clues: { signals: () => [], errors: () => [error] }, graph, nowMs: onset });
  return symptoms.all();
}

describe('what a failing workload complains of', () => {
  it('is a host outside that its errors name, and that host says itself that it fails', () => {
    expect(symptomsOf([line, onset])).toMatchObject([
      { place: 'shop/cart', outsiders: [{ host: 'objects.store.example.com', hasFailed: true }] },
    ]);
  });

  it('is not whom it always complained of', () => {
    expect(symptomsOf([line, onset - 30 * minute], [line, onset])).toMatchObject([{ outsiders: [] }]);
  });

  it('is not whom another workload complains of whose words it repeats', () => {
    expect(symptomsOf([`http://orders.shop.svc:8080 answered: ${line}`, onset])).toMatchObject([{ outsiders: [] }]);
  });

  it('is forgotten an hour after it was last heard, and bounded', () => {
    const complaints = createComplaints();
    for (let i = 0; i < 600; i += 1) complaints.hear(`shop/Deployment/w${i}`, line, onset);
    expect(complaints.of('shop/Deployment/w499')).toHaveLength(1);
    expect(complaints.of('shop/Deployment/w500')).toEqual([]);
    complaints.settle(onset + 61 * minute);
    expect(complaints.of('shop/Deployment/w499')).toEqual([]);
  });
});
