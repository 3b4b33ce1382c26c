import { expect, test } from 'vitest';
import { findFaults } from '../../../scripts/site/check.ts';
import { pages } from '../../../scripts/site/navigation.ts';
import { readPage, resolveLink, type ReadPage } from '../../../scripts/site/read.ts';

const page = (markdown: string): ReadPage => readPage(markdown, (href) => `to:${href}`);

test('headings get the anchors that GitHub gives them, a second one of a name too', () => {
  const { headings, html } = page('# A `b` & c?\n## Same\n## Same\n');
  expect(headings.map(({ anchor }) => anchor)).toEqual(['a-b--c', 'same', 'same-1']);
  expect(html).toContain('<h2 id="same-1">');
});

test('what stands in a page is text: HTML in it is shown and not obeyed', () => {
  const { html } = page('a <script>alert(1)</script> <b onclick="x()">c</b>\n\n<!-- generated -->\n');
  expect(html).not.toMatch(/<script|<b /);
  expect(html).not.toContain('generated');
});

test('links are translated and told, those of pictures too', () => {
  const { links, html } = page('[a](slack.md#x) ![b](pictures/b.png)');
  expect(links).toEqual(['slack.md#x', 'pictures/b.png']);
  expect(html).toContain('href="to:slack.md#x"');
  expect(html).toContain('src="to:pictures/b.png" alt="b"');
});

test('the search has the text below each heading', () => {
  expect(page('# One\nfirst\n## Two\n`a < b`\n').passages).toEqual([
    { anchor: 'one', title: 'One', text: 'first' },
    { anchor: 'two', title: 'Two', text: 'a < b' },
  ]);
});

test('a link is followed from the place of its page', () => {
  expect(resolveLink('docs/slack.md', '../charts/README.md#values')).toEqual({ path: 'charts/README.md', anchor: 'values' });
  expect(resolveLink('docs/slack.md', '#scopes')).toEqual({ path: 'docs/slack.md', anchor: 'scopes' });
  expect(resolveLink('docs/slack.md', 'https://example.com/a.md')).toBeNull();
});

test('a dead link, a dead anchor and a page that nobody finds are told, each in a sentence', () => {
  const read = new Map(pages.map(({ source }) => [source, page('# Here\n')]));
  read.set('docs/slack.md', page('# Slack\n[a](none.md) [b](index.md#gone) [c](index.md#here) [d](../LICENSE)\n'));
  expect(findFaults(new URL('../../../', import.meta.url).pathname, read)).toEqual([
    'docs/slack.md: none.md leads to nothing.',
    'docs/slack.md: index.md#gone leads to a heading that docs/index.md does not have.',
  ]);
  read.delete('docs/errors.md');
  expect(findFaults('/nonexistent', read)).toContain('docs/errors.md stands in the menu and is not there.');
});
