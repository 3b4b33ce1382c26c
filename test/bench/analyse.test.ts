import { expect, test } from 'vitest';
import { account, analyse } from '../../bench/analyse.ts';
import { adversarialCorpus } from '../../bench/corpora/adversarial.ts';
import { corpusOf } from '../../bench/corpora/corpus.ts';
import { inventedCorpora, jsonCorpora } from '../../bench/corpora/invented.ts';

test.each([...inventedCorpora(2_000), ...jsonCorpora(2_000), adversarialCorpus(2_000)].map((corpus) => [corpus.name, corpus] as const))(
  'every record of %s is counted under a pattern and in a minute',
  (_, { chunks, lines }) => {
    const became = account(analyse(chunks));
    expect(became.lines).toBe(lines);
    expect(became.records).toBe(became.recordsInMinutes);
    expect(became.records).toBeGreaterThan(lines / 2);
    expect(became.records).toBeLessThanOrEqual(lines);
  },
);

test('a corpus comes in chunks of whole lines, and none is lost between them', () => {
  const text = Array.from({ length: 5_000 }, (_, line) => `line ${line} ${'x'.repeat(line % 90)}`).join('\n');
  const { chunks, lines, bytes } = corpusOf('text', 'raw', new TextEncoder().encode(`${text}\n`));
  expect(lines).toBe(5_000);
  expect(chunks.length).toBeGreaterThan(2);
  for (const chunk of chunks) expect(chunk.bytes.at(-1)).toBe(10);
  expect(Buffer.concat(chunks.map((chunk) => chunk.bytes))).toEqual(Buffer.from(bytes));
});
