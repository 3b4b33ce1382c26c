import { closerOf } from './bracket.ts';
import { groupBy } from '../math.ts';
import { isBlank } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { ALWAYS, findColumns } from './columns.ts';
import type { Columns } from './columns.ts';
import { extensionSteps, gapAt } from './extend.ts';
import { splitHead } from './fields.ts';
import type { Field, Head } from './fields.ts';
import { BRACKET_LEVEL, CUT, LETTER, LEVEL, PRIORITY, TIME } from './layout.ts';
import type { Layout } from './layout.ts';
import { shapedHeads } from './shaped.ts';
import { LEVEL_TAIL, endsInLevel, learnTail, withoutTail } from './tail.ts';
import { fieldSteps, gapSteps, isPriority, packSteps } from './steps.ts';

/** What was learned of a container's header. */
export interface HeaderPlan extends Columns {
  /** The headers of its lines, the most specific first; empty where shapes alone must do. */
  readonly layouts: readonly Layout[];
  /** How many words at the end of its lines are a time, `LEVEL_TAIL` where the last one is a level; 0 where neither is there. */
  readonly tail: number;
}

export const NO_PLAN: HeaderPlan = { columns: 0, levelColumn: -1, timeColumn: -1, layouts: [], tail: 0 };

/** Fewer lines than this teach nothing. */
const FEWEST_LINES = 10;
/** A header of its own has this share of the lines, and at least so many of them. */
const GROUP_SHARE = 0.08;
const FEWEST_OF_GROUP = 4;
const MOST_LAYOUTS = 4;
/** Steps of a layout among which a time at the beginning is. */
const BEGINNING = 4;
const LEVELS: ReadonlySet<number> = new Set([LEVEL, LETTER, PRIORITY, BRACKET_LEVEL]);
/** Further in, a level of one letter or in small letters is a word of the message. */
const LEVEL_WITHIN = 8;
/** A level that only one kind of message has at its place, and in no more of the lines than this, is a word of that message. */
const LEVEL_SHARE = 0.3;
/** Behind more words than this one and the same level in small letters is a word of the message: `... where the error is missing`. */
const MOST_WORDS = 3;

/** Learns the headers that the first lines of a container share. Returns null when they are too few to tell. */
export function learnHeader(lines: readonly ByteSpan[], referenceMs: number): HeaderPlan | null {
  const texts = lines.filter(({ source, start, end }) => start < end && !isBlank(source[start]) && !isObject(source, start));
  if (texts.length < FEWEST_LINES) return null;
  const layouts = learnLayouts(texts, referenceMs);
  // Who has a time at the beginning has none at the end: that one is the message's.
  const isTimed = layouts.some((layout) => layout.slice(0, BEGINNING).includes(TIME));
  const isLevelled = layouts.some(hasLevel);
  const tail = (isTimed ? 0 : learnTail(texts, referenceMs)) || (!isLevelled && endsInLevel(texts) ? LEVEL_TAIL : 0);
  if (tail === 0) return { ...findColumns(texts, referenceMs), layouts, tail };
  const trimmed = texts.map((text) => withoutTail(text, tail));
  return { ...findColumns(trimmed, referenceMs), layouts: learnLayouts(trimmed, referenceMs), tail };
}

/** Behind other braces a header may stand. */
function isObject(source: Uint8Array, at: number): boolean {
  return source[at] === 123 && (source[at + 1] === 34 || isBlank(source[at + 1]));
}

/** A new plan with the headers of the one before, for its lines may come back. */
export function withKnown(plan: HeaderPlan, known: HeaderPlan): HeaderPlan {
  const keys = new Set(plan.layouts.map(String));
  const older = known.layouts.filter((layout) => !keys.has(String(layout)));
  return { ...plan, layouts: [...plan.layouts, ...older].slice(0, MOST_LAYOUTS).toSorted(byDetail) };
}

function learnLayouts(lines: readonly ByteSpan[], referenceMs: number): Layout[] {
  const split = lines.map((line) => ({ line, fields: splitHead(line, referenceMs) }));
  const habits: Habits = {
    levels: levelPlaces(split.map(({ fields }) => fields)),
    latestTime: latestTime(split.map(({ fields }) => fields)),
  };
  const heads = split.map(({ line, fields }): Head => ({ line, fields, anchor: anchorOf(fields, habits) }));
  const found = groupsOf(heads, lines.length);
  // A level that makes no header where it stands is a word of the message; the time before it still is one.
  const grouped = new Set(found.flat());
  const others = heads.filter((head) => !grouped.has(head)).map((head): Head => ({ ...head, anchor: timeAnchor(head.fields) }));
  const groups = [...found, ...groupsOf(others, lines.length)];
  const sure = groups.filter(([first]) => first !== undefined && isAnchored(first));
  const rest = lines.length - sure.reduce((sum, group) => sum + group.length, 0);
  // Words before the first time or level are header only where nearly every line has them.
  const unsure = groups.filter((group) => !sure.includes(group) && group.length >= rest * ALWAYS);
  const left = sure.length + unsure.length === 0 ? shapedHeads(heads, referenceMs) : [];
  // What follows such columns may be a component, which short messages need to be told apart.
  if (left.length > 0) return [layoutOf(left, gapAt(left, 0))];
  return [...sure, ...unsure]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MOST_LAYOUTS)
    .map((group) => layoutOf(group, extensionSteps(group)))
    .toSorted(byDetail);
}

/** What reads a level comes first, or a longer header of the lines without one would take the level for a word; then what says most. */
function byDetail(a: Layout, b: Layout): number {
  return Number(hasLevel(b)) - Number(hasLevel(a)) || b.length - a.length;
}

function hasLevel(layout: Layout): boolean {
  return layout.some((one) => LEVELS.has(one & 15));
}

/** Lines with the same kind of header, where they are enough and it is one. */
function groupsOf(heads: readonly Head[], lines: number): Head[][] {
  const fewest = Math.max(FEWEST_OF_GROUP, lines * GROUP_SHARE);
  const anchored = heads.filter(({ anchor }) => anchor >= 0);
  return [...groupBy(anchored, keyOf).values()].filter((group) => group.length >= fewest && isHeader(group, lines));
}

/**
 * Where levels are expected whatever their spelling, so that small ones and single letters count: behind what beginnings, told by the kinds of their fields,
 * nearly every line has one.
 */
function levelPlaces(lines: readonly (readonly Field[])[]): ReadonlySet<string> {
  const counts = new Map<string, { all: number; levels: number }>();
  for (const fields of lines) {
    for (const [i, beginning] of beginningsOf(fields).entries()) {
      const count = counts.get(beginning) ?? { all: 0, levels: 0 };
      count.all += 1;
      if (isLevel(fields[i])) count.levels += 1;
      counts.set(beginning, count);
    }
  }
  const fewest = Math.max(FEWEST_OF_GROUP, lines.length * GROUP_SHARE);
  return new Set([...counts].filter(([, { all, levels }]) => levels >= fewest && levels >= all * ALWAYS).map(([beginning]) => beginning));
}

/** What stands before each of the first fields. The very first ones are told apart by brackets, their own and the next field's. */
function beginningsOf(fields: readonly Field[]): string[] {
  let before = '';
  return fields.slice(0, LEVEL_WITHIN).map(({ kind, opener, marks }, i) => {
    const beginning = i === 0 ? `${opener} ${fields[1]?.opener}` : before;
    before += ` ${kind}${opener}${marks}`;
    return beginning;
  });
}

function isLevel(field: Field | undefined): boolean {
  return field?.kind === 'level' || field?.kind === 'word-level' || field?.kind === 'letter';
}

interface Habits {
  readonly levels: ReadonlySet<string>;
  /** The last field that may be the first time of a header where no level stands before it. */
  readonly latestTime: number;
}

const USUAL_TIME = 3;
const LATEST_TIME = 8;

/** Further in than usual a time is the header's only where nearly all lines have their first one there: `506131 node-7 disk 1678089183 ...`. */
function latestTime(lines: readonly (readonly Field[])[]): number {
  const firsts = lines.map((fields) => fields.findIndex(({ kind }) => kind === 'time'));
  for (let place = LATEST_TIME; place > USUAL_TIME; place -= 1) {
    if (firsts.filter((first) => first === place).length >= lines.length * ALWAYS) return place;
  }
  return USUAL_TIME;
}

function anchorOf(fields: readonly Field[], { levels, latestTime: latest }: Habits): number {
  const beginnings = fields.some(isLevel) ? beginningsOf(fields) : [];
  const level = fields.findIndex(
    (field, i) => field.kind === 'level' || isMarkedLevel(field) || (isLevel(field) && levels.has(beginnings[i] ?? '')),
  );
  const time = fields.findIndex(({ kind }) => kind === 'time' || kind === 'uptime');
  let anchor = time > (level < 0 ? latest : level + 2) ? level : Math.max(time, level);
  while (anchor >= 0 && fields[anchor + 1]?.kind === 'time') anchor += 1;
  return closingField(fields, anchor);
}

/** The last of the times with which a line begins, or -1. */
function timeAnchor(fields: readonly Field[]): number {
  let anchor = -1;
  while (fields[anchor + 1]?.kind === 'time' || fields[anchor + 1]?.kind === 'uptime') anchor += 1;
  return closingField(fields, anchor);
}

/** The field, from `anchor` on, that closes the bracket in which the anchor stands. */
function closingField(fields: readonly Field[], anchor: number): number {
  const open = fields.slice(0, anchor).findLastIndex(({ kind }) => kind === 'open');
  if (open < 0) return anchor;
  const closer = String.fromCharCode(closerOf(fields[open]?.opener ?? 0));
  const closing = fields.findIndex(({ marks }, i) => i > open && marks.includes(closer));
  return Math.max(anchor, closing);
}

/** `error: x`, but not `Error: x`, which is an exception's text. */
function isMarkedLevel({ kind, marks, tightBefore }: Field): boolean {
  return kind === 'word-level' && tightBefore && marks.startsWith('|');
}

/** The kinds of the fields up to the anchor and the marks between them: lines with the same key have the same header. */
function keyOf({ line, fields, anchor }: Head): string {
  return fields
    .slice(0, anchor + 1)
    .map((field, i) => `${kindOf(field, line)}${i < anchor ? field.marks : ''}`)
    .join(' ');
}

function kindOf(field: Field, line: ByteSpan): string {
  if (isPriority(field, line)) return 'priority';
  const kind = isLevel(field) ? (field.kind === 'letter' ? 'letter' : 'level') : field.kind;
  return `${kind}${field.opener === 0 ? '' : String.fromCharCode(field.opener)}`;
}

/** Whether no word stands before the first time or level. */
function isAnchored({ fields }: Head): boolean {
  const first = fields.findIndex((field) => field.kind === 'time' || field.kind === 'uptime' || isLevel(field));
  return fields.slice(0, first).every(({ kind }) => kind !== 'word');
}

/** Where words stand before time or level, these are only that when they vary or many lines have one there, and when a message follows. */
function isHeader(group: readonly Head[], lines: number): boolean {
  const [first] = group;
  if (first === undefined || first.fields.slice(0, first.anchor).every(({ kind }) => kind !== 'word')) return true;
  const followed = group.filter(({ fields, anchor }) => fields.length > anchor + 1);
  if (followed.length * 2 < group.length) return false;
  const isVaried = new Set(group.map(({ line, fields, anchor }) => textOf(line, fields[anchor]))).size > 1;
  const words = first.fields.slice(0, first.anchor).filter(({ kind }) => kind === 'word').length;
  const isWord = first.fields[first.anchor]?.kind === 'word-level' && words > MOST_WORDS;
  return isVaried || (group.length >= lines * LEVEL_SHARE && !isWord);
}

function textOf({ source }: ByteSpan, field: Field | undefined): string {
  return field === undefined ? '' : String.fromCharCode(...source.subarray(field.start, Math.min(field.end, field.start + 16)));
}

function layoutOf(group: readonly Head[], extension: readonly number[]): Layout {
  const [first] = group;
  if (first === undefined) return [];
  const { line, fields, anchor } = first;
  const steps: number[] = [];
  let time = 0;
  for (const [i, field] of fields.slice(0, anchor + 1).entries()) {
    steps.push(...fieldSteps(field, line, time));
    if (field.kind === 'time' && time >= 0) time = field.isDate ? time + 1 : -1;
    if (i < anchor) steps.push(...gapSteps(field, fields[i + 1]));
  }
  return packSteps([...steps, CUT, ...extension]);
}
