import { describe, expect, it } from 'vitest';
import { plainTimeOf, readRecorded, textOfRecorded } from '../../api/recording.ts';

const at = '2026-01-05T10:00:00.000Z';
const read = (fields: object): object => readRecorded(JSON.stringify({ at, ...fields }));

describe('a line of a recording', () => {
  it.each([
    { type: 'span', traceId: 't1', spanId: 'a', parentId: null, workload: 'cart', name: 'GET /', durationMs: 12, error: 'refused' },
    { type: 'rollout', workload: 'cart', revision: '7', changeId: 'c1' },
    { type: 'change', id: 'c1', title: 'other timeout', files: ['cart/pool.go'], diff: '-a\n+b' },
    { type: 'flag', workload: 'cart', name: 'fast_path', change: 'off->on' },
  ])('of what other systems tell is read and written as it was: $type', (line) => {
    const recorded = read(line);
    expect(recorded).toMatchObject(line);
    expect(JSON.parse(textOfRecorded(readRecorded(JSON.stringify({ at, ...line }))))).toEqual({ at, ...line });
  });

  it('with a flag in place of an error text is an error all the same, and an empty text is none', () => {
    const span = { type: 'span', traceId: 't', spanId: 's', workload: 'cart', name: 'x', durationMs: 1 };
    expect(read({ ...span, error: true })).toMatchObject({ error: 'error' });
    expect(read({ ...span, error: '' })).toMatchObject({ error: null, parentId: null });
  });

  it('that lacks what its type needs is passed over under the name of its type', () => {
    expect(read({ type: 'span', workload: 'cart' })).toMatchObject({ type: 'other', name: 'span' });
    expect(read({ type: 'change', title: 'x' })).toMatchObject({ type: 'other', name: 'change' });
  });

  it('of a log is read the same whether it is written plainly or not', () => {
    const log = { type: 'log', workload: 'cart', line: 'x' };
    const plain = {
      type: 'log',
      atMs: Date.parse(at),
      namespace: 'default',
      workload: 'cart',
      pod: null,
      container: null,
      node: null,
      isPrevious: false,
      line: 'x',
    };
    expect(read(log)).toEqual(plain);
    expect(read({ ...log, pod: null, previous: true })).toEqual({ ...plain, isPrevious: true });
    expect(read({ ...log, at: '2026-01-05T11:00:00.000+01:00' })).toEqual(plain);
    expect(read({ ...log, at: '2026-01-31T10:00:00Z' })).toEqual({ ...plain, atMs: Date.parse('2026-01-31T10:00:00Z') });
  });

  it('of a log that is none is not taken for one', () => {
    const log = { type: 'log', workload: 'cart', line: 'x' };
    for (const wrong of [{ workload: '' }, { workload: 7 }, { line: null }, { previous: 'yes' }, { pod: 3 }, { namespace: '' }])
      expect(read({ ...log, ...wrong })).toMatchObject({ type: 'other', name: 'log' });
    expect(() => read({ ...log, at: '2026-02-30T10:00:00Z' })).toThrow('no JSON object');
    expect(() => read({ ...log, at: '2026-01-05 10:00' })).toThrow('no JSON object');
  });

  it('has a plain time only where recorders write it so and the day exists', () => {
    expect(plainTimeOf(at)).toBe(Date.parse(at));
    expect(plainTimeOf('2028-02-29T10:00:00.123456789Z')).toBe(Date.parse('2028-02-29T10:00:00.123Z'));
    for (const wrong of ['2026-02-29T10:00:00Z', '2026-00-10T10:00:00Z', '2026-01-00T10:00:00Z', '2026-01-05T24:00:00Z', '2026-01-05', ''])
      expect(plainTimeOf(wrong)).toBeNull();
  });
});
