/** Who looks at the page. */
import { signal } from '@preact/signals';
import type { Viewer } from '../api/contract.ts';
import { AskError, operator } from './operator.ts';

export type Session =
  | { readonly state: 'asking' }
  | { readonly state: 'out' }
  | { readonly state: 'in'; readonly viewer: Viewer }
  | { readonly state: 'failed'; readonly sentence: string };

export const session = signal<Session>({ state: 'asking' });

export async function askWhoLooks(): Promise<void> {
  try {
    enter(await operator.viewer(new AbortController().signal));
  } catch (error) {
    if (error instanceof AskError && error.status === 401) leave();
    else session.value = { state: 'failed', sentence: error instanceof Error ? error.message : String(error) };
  }
}

export function enter(viewer: Viewer): void {
  session.value = { state: 'in', viewer };
}

export function leave(): void {
  session.value = { state: 'out' };
}

/** What goes with every change; empty when nobody is signed in. */
export function csrf(): string {
  return session.value.state === 'in' ? session.value.viewer.csrf : '';
}

/** `what`: a command of the table in Slack. The operator judges it again; this only says what is worth showing. */
export function mayChange(what: string, detector: string): boolean {
  if (session.value.state !== 'in') return false;
  const namespace = detector.split('/')[0] ?? '';
  return session.value.viewer.changes.some(({ commands, namespaces }) => has(commands, what) && has(namespaces, namespace));
}

function has(all: readonly string[], one: string): boolean {
  return all.includes('*') || all.includes(one);
}
