/** One page of Markdown: what it says as HTML, where it can be linked to, where it links to. */
import { posix } from 'node:path';
import { Marked, type Tokens } from 'marked';

export interface Heading {
  readonly depth: number;
  readonly text: string;
  readonly anchor: string;
}

/** What the search finds: a heading with the text below it. */
export interface Passage {
  readonly anchor: string;
  readonly title: string;
  readonly text: string;
}

export interface ReadPage {
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly passages: readonly Passage[];
  /** As they stand in the text, of links and pictures. */
  readonly links: readonly string[];
}

/** `translate` turns a link of the source into one of the site. */
export function readPage(markdown: string, translate: (href: string) => string): ReadPage {
  const headings: Heading[] = [];
  const links: string[] = [];
  const anchors = new Map<string, number>();
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading): string {
        const inner = this.parser.parseInline(tokens);
        const text = plain(inner);
        const anchor = anchorOf(text, anchors);
        headings.push({ depth, text, anchor });
        return `<h${depth} id="${anchor}">${inner} <a class="here" href="#${anchor}" aria-label="Link to ${escaped(text)}">#</a></h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        links.push(href);
        return `<a href="${escaped(translate(href))}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text }: Tokens.Image): string {
        links.push(href);
        return `<img src="${escaped(translate(href))}" alt="${escaped(text)}" loading="lazy">`;
      },
      // Text of ours only; a comment says where a generated page comes from.
      html: ({ text }: Tokens.HTML | Tokens.Tag): string => (text.startsWith('<!--') ? '' : escaped(text)),
    },
  });
  const html = marked
    .parse(markdown, { async: false })
    .replaceAll('<table>', '<div class="wide"><table>')
    .replaceAll('</table>', '</table></div>');
  return { html, headings, passages: passagesOf(html, headings), links };
}

/** Where a link of a page leads, from the root of the repository, and to which anchor. Null for another site. */
export function resolveLink(source: string, href: string): { readonly path: string; readonly anchor: string } | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(href)) return null;
  const [path = '', anchor = ''] = href.split('#');
  return { path: path === '' ? source : posix.normalize(posix.join(posix.dirname(source), path)), anchor };
}

/** As GitHub makes them, so that links work there, too. */
function anchorOf(text: string, seen: Map<string, number>): string {
  const base = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
  const before = seen.get(base) ?? 0;
  seen.set(base, before + 1);
  return before === 0 ? base : `${base}-${before}`;
}

function passagesOf(html: string, headings: readonly Heading[]): readonly Passage[] {
  const parts = html.split(/<h[1-6] id="[^"]*">.*?<\/h[1-6]>\n?/s);
  return headings.map(({ anchor, text: title }, index) => ({ anchor, title, text: plain(parts[index + 1] ?? '') }));
}

function plain(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
