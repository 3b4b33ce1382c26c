import { describe, expect, test } from 'vitest';
import { adversarialChunks, adversarialCorpus, adversarialKinds } from '../../../bench/corpora/adversarial.ts';

describe('adversarial lines', () => {
  test.each(adversarialKinds)('no two lines of the kind %s are alike, and all are there', (kind) => {
    const lines: string[] = [];
    for (const { bytes } of adversarialChunks(kind, 5_000)) {
      const text = new TextDecoder().decode(bytes);
      expect(text.endsWith('\n')).toBe(true);
      lines.push(...text.slice(0, -1).split('\n'));
    }
    expect(lines).toHaveLength(5_000);
    expect(new Set(lines).size).toBe(5_000);
  });

  test('a corpus holds all kinds', () => {
    const corpus = adversarialCorpus(1_000);
    expect(corpus.lines).toBe(1_000);
    expect(corpus.chunks.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(corpus.bytes.length);
  });
});
