import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, code, codeBlock, joinLines, plain, prose, workloadName } from '../../../bot/blocks/text.ts';

const nasty = [
  '<!channel> <@U1> <#C1> <https://evil.example|click>',
  '```\n<!here>\n```',
  '\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  'a\u202eb\u200bc\u2066d\ufeffe',
  '*bold* _italic_ ~gone~ `code` :boom:',
  'line one\r\nline two\u2028line three\u0000',
  '&lt;!channel&gt;',
  '\ud800 lone surrogate',
];

describe('text on its way to Slack', () => {
  it.each(nasty)('%j is shown and does nothing', (text) => {
    for (const shown of [prose(text), code(text).slice(1, -1)]) {
      expect(shown).not.toMatch(/[<>]/);
      expect(shown.replaceAll(/&(lt|gt|amp);/g, '')).not.toContain('&');
      expect(shown).not.toContain('`');
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(shown.isWellFormed()).toBe(true);
    }
    expect(prose(text)).not.toMatch(/\*|~|(?<![\p{L}\p{N}])_|:[a-z]+:/u);
  });

  it('an escaped escape stays what it was', () => {
    expect(prose('&lt;!channel&gt;')).toBe('&amp;lt;!channel&amp;gt;');
  });

  it('names keep their underscores and times their colons', () => {
    expect(prose('connection_timeout at 10:41:55')).toBe('connection_timeout at 10:41:55');
  });

  it('a megabyte is cut with a notice that says how much is missing, in no time', () => {
    const startedAtMs = performance.now();
    const shown = prose('x'.repeat(1_000_000), 300);
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
    expect(shown.length).toBeLessThanOrEqual(300);
    expect(shown).toMatch(/… \(\+999,7\d\d\)$/);
  });

  it('holds its limit for any text, escapes counted, and is never empty', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 30, max: 200 }), (text, max) => {
        for (const shown of [prose(text, max), code(text, max), plain(text, max)]) {
          expect(shown.length).toBeGreaterThan(0);
          expect(shown.length).toBeLessThanOrEqual(max);
        }
        expect(codeBlock([text, text], 100, 200).length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 500 },
    );
  });

  it('a code block cannot be left from within', () => {
    const block = codeBlock(['``` <!channel>', 'second\nline']);
    expect(block.match(/```/g)).toHaveLength(2);
    expect(block.split('\n')).toHaveLength(4);
  });

  it('what does not fit into a list is counted', () => {
    expect(joinLines(['a'.repeat(50), 'b'.repeat(50), 'c'], 80)).toBe(`${'a'.repeat(50)}\n+ 2 more`);
  });

  it('names read as people say them', () => {
    expect(workloadName('shop/deployment/cart', 'shop')).toBe('cart');
    expect(workloadName('billing/deployment/invoices', 'shop')).toBe('billing/invoices');
    expect(workloadName('cart', 'shop')).toBe('cart');
    expect(clean('  a \n b ')).toBe('a b');
  });
});
