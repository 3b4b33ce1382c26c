/** What the values of options have to be. */
import { InvalidArgumentError } from 'commander';
import { parseMoment } from './analyze/moment.ts';

/** Milliseconds since the epoch. */
export function moment(text: string): number {
  const atMs = parseMoment(text, Date.now());
  if (atMs === null) throw new InvalidArgumentError('A time looks like 2026-01-02T03:04:05Z or like 2h.');
  return atMs;
}

/** Milliseconds. */
export function length(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s?(s|m|min|h)$/.exec(text.trim()) ?? [];
  const forMs = Number(number) * ({ s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 }[unit] ?? Number.NaN);
  if (!(forMs >= 1_000 && forMs <= 86_400_000)) throw new InvalidArgumentError('It is a time such as 90s, 10m or 2h, at most a day.');
  return forMs;
}

export function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('It is a whole number from 1 on.');
  return number;
}

/** `http://127.0.0.1:8080` */
export function address(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new InvalidArgumentError('It is a URL such as http://127.0.0.1:8080.');
  return text;
}

/** For an option that may be given more than once. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
