/** The address of the page, and links that change it without loading anew. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

export interface Route {
  /** Parts of the path, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export const route = signal<Route>(read());

window.addEventListener('popstate', () => void (route.value = read()));

export function go(to: string): void {
  history.pushState(null, '', to);
  route.value = read();
  scrollTo(0, 0);
  // Whoever listens to the page is told where they are.
  requestAnimationFrame(() => document.getElementById('content')?.focus({ preventScroll: true }));
}

/** Changes what is filtered by, without a step in the history. An empty value takes the name away. */
export function setQuery(changes: Readonly<Record<string, string>>): void {
  const query = new URLSearchParams(route.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  history.replaceState(null, '', `${location.pathname}${text === '' ? '' : `?${text}`}`);
  route.value = read();
}

/** `/patterns/shop/shop/cart`: parts may hold anything. */
export function pathTo(...parts: readonly string[]): string {
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

export function Link({ to, class: name, current = false, children }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={to} class={name} aria-current={current ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  );
}

function read(): Route {
  const path = location.pathname.split('/').filter(Boolean).map(decode);
  return { path, query: new URLSearchParams(location.search) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
