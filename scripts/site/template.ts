/** What stands around the text of every page. */
import { posix } from 'node:path';
import { pages, sections, type PageEntry } from './navigation.ts';
import { escaped, type Heading } from './read.ts';

const contentsFrom = 3;

export function renderPage(entry: PageEntry, html: string, headings: readonly Heading[]): string {
  const up = posix.relative(posix.dirname(entry.target), '.') || '.';
  const title = entry.target === 'index.html' ? 'LogDetector' : `${entry.title} · LogDetector`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${up}/site.css">
<script src="${up}/search.js" defer data-root="${up}"></script>
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<header>
<a class="name" href="${up}/index.html">LogDetector</a>
<div class="search" role="search"><label for="query">Search</label><input id="query" type="search" autocomplete="off" placeholder="Press / to search" aria-controls="found" hidden><ol id="found" hidden></ol></div>
</header>
<div class="page">
<nav aria-label="Pages"><details class="menu"><summary>All pages</summary>${menu(entry, up)}</details></nav>
<main id="text">
${withContents(html, headings)}
${neighbours(entry, up)}</main>
</div>
</body>
</html>
`;
}

function menu(current: PageEntry, up: string): string {
  return sections
    .map(({ title, pages: own }) => {
      const items = own.map((page) => {
        const here = page === current ? ' aria-current="page"' : '';
        return `<li><a href="${up}/${page.target}"${here}>${escaped(page.title)}</a></li>`;
      });
      return `<h2>${escaped(title)}</h2><ul>${items.join('')}</ul>`;
    })
    .join('');
}

/** Below the title. */
function withContents(html: string, headings: readonly Heading[]): string {
  return html.replace('</h1>\n', (end) => `${end}${contents(headings)}`);
}

function contents(headings: readonly Heading[]): string {
  const shown = headings.filter(({ depth }) => depth === 2);
  if (shown.length < contentsFrom) return '';
  const items = shown.map(({ anchor, text }) => `<li><a href="#${anchor}">${escaped(text)}</a></li>`);
  return `<aside aria-label="On this page"><h2>On this page</h2><ul>${items.join('')}</ul></aside>\n`;
}

function neighbours(entry: PageEntry, up: string): string {
  const at = pages.indexOf(entry);
  const link = (page: PageEntry | undefined, label: string): string =>
    page === undefined ? '<span></span>' : `<a href="${up}/${page.target}">${label}: ${escaped(page.title)}</a>`;
  return `<footer>${link(pages[at - 1], 'Before')}${link(pages[at + 1], 'Next')}</footer>\n`;
}
