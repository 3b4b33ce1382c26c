import { describe, expect, it } from 'vitest';
import { readRecorded, textOfRecorded } from '../../api/recording.ts';

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
});
