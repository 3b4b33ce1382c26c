import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineAssembler } from '../../../../operator/sources/kubernetes/lines.ts';

interface Outcome {
  readonly batches: string[];
  readonly cuts: number;
}

function assemble(
  pieces: readonly Buffer[],
  options: { batchBytes?: number; lineBytes?: number; accept?: (line: string) => boolean; end?: boolean },
): Outcome {
  const batches: string[] = [];
  let cuts = 0;
  const assembler = new LineAssembler({
    batchBytes: options.batchBytes ?? 1_000_000,
    lineBytes: options.lineBytes ?? 1_000_000,
    accept: (bytes, start, end) => options.accept?.(bytes.toString('utf8', start, end)) ?? true,
    onCut: () => (cuts += 1),
  });
  const take = (): void => {
    const { bytes, lines } = assembler.take();
    expect(bytes.toString('utf8').split('\n').length - 1).toBe(lines);
    if (lines > 0) batches.push(bytes.toString('utf8'));
  };
  for (const piece of pieces) {
    assembler.feed(piece);
    while (assembler.fill()) take();
  }
  if (options.end) assembler.finish();
  take();
  return { batches, cuts };
}

const accept = (line: string): boolean => !line.includes('a');

const lines = fc.array(
  fc.string({ maxLength: 30, unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' ')),
  { maxLength: 40 },
);

/** Cuts bytes at arbitrary places. */
function cutUp(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

test('whatever way a stream is cut into pieces, its wanted lines come out whole and in order', () => {
  fc.assert(
    fc.property(lines, fc.array(fc.nat(), { maxLength: 12 }), fc.integer({ min: 1, max: 200 }), (written, cuts, batchBytes) => {
      const bytes = Buffer.from(written.map((line) => `${line}\n`).join(''));
      const { batches } = assemble(cutUp(bytes, cuts), { batchBytes, accept });
      expect(batches.join('')).toBe(
        written
          .filter(accept)
          .map((line) => `${line}\n`)
          .join(''),
      );
    }),
  );
});

test('a batch ends soon after it is full', () => {
  const bytes = Buffer.from('0123456789\n'.repeat(100));
  const { batches } = assemble([bytes], { batchBytes: 64 });
  expect(Math.max(...batches.map((batch) => batch.length))).toBe(66);
});

test('a line of a megabyte is cut and the next one is whole', () => {
  const long = 'x'.repeat(1_000_000);
  const { batches, cuts } = assemble(cutUp(Buffer.from(`before\n${long}\nafter\n`), [10, 70_000, 500_000]), { lineBytes: 1000 });
  expect(batches.join('')).toBe(`before\n${'x'.repeat(1000)}\nafter\n`);
  expect(cuts).toBe(1);
});

test('a cut leaves no half of a character', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), fc.integer({ min: 1, max: 60 }), (text, lineBytes) => {
      const line = text.replaceAll('\n', ' ');
      const { batches } = assemble([Buffer.from(`${line}\n`)], { lineBytes });
      expect(`${line}\n`.startsWith(batches.join('').slice(0, -1))).toBe(true);
    }),
  );
});

test('a half line counts only at the end of a log that was read to its end', () => {
  expect(assemble([Buffer.from('a\nb')], {}).batches).toEqual(['a\n']);
  expect(assemble([Buffer.from('a\nb')], { end: true }).batches).toEqual(['a\nb\n']);
});
