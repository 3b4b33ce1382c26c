/** How numbers, times and log lines are written. Log lines come from anybody: they are text, and what cannot be seen in them is shown. */
import type { ComponentChildren } from 'preact';

const times = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const numbers = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const shortNumbers = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

export function count(value: number): string {
  return Math.abs(value) >= 100_000 ? shortNumbers.format(value) : numbers.format(value);
}

/** `1 line`, `2 lines`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

export function percent(share: number): string {
  return `${Math.round(Math.min(1, Math.max(0, share)) * 100)} %`;
}

export function Time({ atMs, withDay = false }: { readonly atMs: number; readonly withDay?: boolean }) {
  const at = new Date(atMs);
  return (
    <time dateTime={at.toISOString()} title={at.toISOString()}>
      {(withDay ? days : times).format(at)}
    </time>
  );
}

/** `shop/deployment/cart` is called `cart`. */
export function nameOf(workload: string): string {
  return workload.split('/').at(-1) ?? workload;
}

/** Controls, marks that turn the direction of the text, and what has no width: each as what it is. */
// oxlint-disable-next-line no-control-regex -- those are what is looked for
const unseen = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/;
const lengthAtMost = 4000;

export function LogText({ text, wildcards = false }: { readonly text: string; readonly wildcards?: boolean }) {
  const cut = text.length > lengthAtMost ? `${text.slice(0, lengthAtMost)}…` : text;
  const parts = wildcards ? cut.split(/(<[a-z][a-z0-9 _-]{0,30}>)/) : [cut];
  return <bdi class="log">{parts.map((part, index) => (index % 2 === 1 ? <span class="wildcard">{part}</span> : withMarks(part)))}</bdi>;
}

export function withMarks(text: string): ComponentChildren {
  if (!unseen.test(text)) return text;
  return text.split(new RegExp(`(${unseen.source})`)).map((part, index) => (index % 2 === 1 ? <Unseen character={part} /> : part));
}

function Unseen({ character }: { readonly character: string }) {
  const name = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return (
    <span class="unseen" title={`control character ${name}`}>
      {name}
    </span>
  );
}
