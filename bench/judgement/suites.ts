/** The labelled incidents: where they are, how each suite is scored, and whether the first answer to a case was right. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workFolder } from '../peers/contestants.ts';
import type { Told } from './reliability.ts';

const shared = join(import.meta.dirname, '../../../shared');
export const scoringScript = join(shared, 'tools/incident-accuracy.mjs');

/** The folder of unpacked suites: as given, or unpacked from the shared data; null where there is neither. */
export function suitesFolder(given: string | undefined): string | null {
  if (given !== undefined) return given;
  const packed = join(shared, 'data/incidents');
  if (!existsSync(packed)) return null;
  const folder = join(workFolder, 'incidents');
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(packed).filter((name) => name.endsWith('.tar.xz'))) {
    if (!existsSync(join(folder, file.replace('.tar.xz', '')))) execFileSync('tar', ['xJf', join(packed, file), '-C', folder]);
  }
  return folder;
}

export function suitesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'truth.json')));
}

interface Truth {
  readonly object?: string;
  readonly cause?: string;
  readonly service?: string;
  readonly subsystem?: string;
  readonly faulty?: string;
}

interface Answer {
  readonly answers: readonly { readonly object: string; readonly cause: string; readonly score: number }[];
  readonly ranking: readonly { readonly workload: string; readonly score: number }[];
  readonly incidents: readonly { readonly causes: readonly { readonly workload: string | null; readonly score: number }[] }[];
}

const nothing: Answer = { answers: [], ranking: [], incidents: [] };

/** How surely the first answer to each case was given, and whether it was right; empty for suites whose answers carry no score. */
export function toldIn(suite: string, kept: string): readonly Told[] {
  const truth: Readonly<Record<string, Truth>> = JSON.parse(readFileSync(join(suite, 'truth.json'), 'utf8'));
  return Object.entries(truth).flatMap(([id, one]) => {
    const file = join(kept, `${one.faulty === undefined ? id : `${id}.${one.faulty}`}.json`);
    const answer: Answer = { ...nothing, ...(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) };
    const told = toldOf(one, answer);
    return told === null ? [] : [told];
  });
}

function toldOf(truth: Truth, { answers: [answer], ranking: [ranked], incidents: [incident] }: Answer): Told | null {
  if (truth.cause !== undefined)
    return toldOfFirst(answer, (first) => isSame(first.object, truth.object) && isSame(first.cause, truth.cause));
  if (truth.service !== undefined) return toldOfFirst(ranked, ({ workload }) => workload === truth.service);
  const { subsystem } = truth;
  return subsystem === undefined ? null : toldOfFirst(incident?.causes[0], ({ workload }) => workload?.startsWith(subsystem) === true);
}

function toldOfFirst<First extends { readonly score: number }>(first: First | undefined, isRight: (first: First) => boolean): Told {
  return first === undefined ? { score: null, right: false } : { score: first.score, right: isRight(first) };
}

function isSame(one: string, other: string | undefined): boolean {
  return plain(one) === plain(other);
}

function plain(text: string | undefined): string {
  return (text ?? '').toLowerCase().replaceAll('_', '-');
}
