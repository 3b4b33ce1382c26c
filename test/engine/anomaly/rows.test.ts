import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { packFloats, unpackFloats } from '../../../engine/anomaly/floats.ts';
import { Rows } from '../../../engine/anomaly/rows.ts';

test('rows that grow, empty and grow again hold what lists would', () => {
  const step = fc.record({
    row: fc.nat(30),
    at: fc.nat(40),
    more: fc.integer({ min: 1, max: 9 }),
    value: fc.nat(1_000),
    drops: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const rows = new Rows();
      const lists = Array.from({ length: 31 }, (): number[] => []);
      for (const _ of lists) rows.add();
      for (const { row, at, more, value, drops } of steps) {
        const list = lists[row] ?? [];
        const place = Math.min(at, list.length);
        if (drops && value % 7 === 0) {
          rows.drop(row);
          list.length = 0;
          continue;
        }
        rows.insert(row, place, more);
        list.splice(place, 0, ...Array.from({ length: more }, () => 0));
        rows.set(row, place, value);
        list[place] = value;
      }
      expect(lists.map((_, row) => Array.from({ length: rows.length(row) }, (__, at) => rows.get(row, at)))).toEqual(lists);
    }),
  );
});

test('numbers in single precision come back exactly', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true })), (values) => {
      expect([...unpackFloats(JSON.parse(JSON.stringify(packFloats(Float32Array.from(values)))))]).toEqual(values);
    }),
  );
});

test('pairs are exact up to 256, beyond never lower than they were and at most a hundredth higher', () => {
  fc.assert(
    fc.property(fc.nat(256), fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (small, large) => {
      const rows = new Rows();
      rows.insert(rows.add(), 0, 1);
      rows.setPair(0, 0, [small, large]);
      const [one, other] = rows.getPair(0, 0);
      expect(one).toBe(small);
      expect(other).toBeGreaterThanOrEqual(Math.fround(large));
      expect(other).toBeLessThan(large * 1.01);
      rows.setPair(0, 0, [one, other]);
      expect(rows.getPair(0, 0)).toEqual([one, other]);
    }),
  );
});
