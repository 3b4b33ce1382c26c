/** Small words in colour; the word says it, the colour only helps. */
import type { ComponentChildren } from 'preact';

export type Tone = 'critical' | 'error' | 'warning' | 'info' | 'good' | 'plain' | 'accent';

export function Tag({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ComponentChildren }) {
  return <span class={`tag tone-${tone}`}>{children}</span>;
}

const levelTones: Readonly<Record<string, Tone>> = { fatal: 'critical', error: 'error', warning: 'warning' };

export function Level({ level }: { readonly level: string }) {
  return <Tag tone={levelTones[level] ?? 'plain'}>{level}</Tag>;
}

export function Severity({ severity, isOver }: { readonly severity: 'info' | 'warning' | 'error' | 'critical'; readonly isOver: boolean }) {
  return isOver ? <Tag tone="good">resolved</Tag> : <Tag tone={severity}>{severity}</Tag>;
}
