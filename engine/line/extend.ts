import { groupBy } from '../math.ts';
import { briefEnd } from './brief.ts';
import { byteAt, decode, isDigit, skipDigits } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { ALWAYS } from './columns.ts';
import type { Field, Head } from './fields.ts';
import { BRACKET, CUT, LOGGER, MARK, NAME, OPTIONAL_BLANKS, OPTIONAL_LEVEL, TAG, WORD, nameEnd, tagEnd } from './layout.ts';
import { fieldSteps, gapSteps, step } from './steps.ts';

/** How many columns may follow the last time or level. */
const MOST = 6;
/** A column that can be told by its own shape needs no more lines than this. */
const SHAPED = 0.1;
const OFTEN = 0.5;

/** One line's field at the place that is being decided. */
interface Place extends ByteSpan {
  readonly field: Field;
  readonly next: Field | undefined;
  readonly isFirst: boolean;
}

/**
 * What nearly all lines of one header have behind its last time or level: threads in brackets, loggers, hosts and tags, columns between separators. It
 * stops where the lines differ, because dropping a column of the message is worse than keeping one of the header.
 */
export function extensionSteps(group: readonly Head[]): number[] {
  const steps = gapAt(group, 0);
  for (let offset = 1; offset <= MOST; offset += 1) {
    const places = placesAt(group, offset);
    const column =
      places.length < group.length * OFTEN ? [] : (columnSteps(places) ?? codeSteps(group, offset) ?? leadingSteps(group, offset) ?? []);
    if (column.length === 0) break;
    steps.push(...column, CUT);
    if (column.at(-1) === TAG || column === BRIEF) break;
    // A name brings its colon with it.
    const hasColon = column.some((one) => one === NAME || one === OPTIONAL_LEVEL || (one & 15) === LOGGER);
    steps.push(...(hasColon ? [OPTIONAL_BLANKS] : gapAt(group, offset)));
  }
  return steps;
}

function isLoneMark({ marks, tightBefore, tightAfter }: Field): boolean {
  return marks.length === 1 && !tightBefore && !tightAfter;
}

function placesAt(group: readonly Head[], offset: number): Place[] {
  return group.flatMap(({ line, fields, anchor }) => {
    const field = fields[anchor + offset];
    const isFirst = fields[anchor + offset - 1]?.kind === 'time';
    return field === undefined ? [] : [{ ...line, field, next: fields[anchor + offset + 1], isFirst }];
  });
}

/** The marks that nearly all lines have behind the field, and a place to end at; nothing where some have none. */
export function gapAt(group: readonly Head[], offset: number): number[] {
  const fields = group.flatMap(({ fields: all, anchor }) => all[anchor + offset] ?? []);
  const usual = mostFrequent(fields.map(({ marks }) => marks));
  const example = fields.find(({ marks }) => marks === usual);
  if (usual !== '' && example !== undefined && share(fields, ({ marks }) => marks === usual) >= ALWAYS)
    return [...gapSteps(example, undefined), CUT];
  // A mark that stands alone and is another from line to line is a column, too: `*`, `#` and `-` tell how grave a line is.
  return share(fields, isLoneMark) >= ALWAYS ? [OPTIONAL_BLANKS, WORD, OPTIONAL_BLANKS, CUT] : [OPTIONAL_BLANKS];
}

/** The steps of one more column, or null where the message begins. */
function columnSteps(places: readonly Place[]): readonly number[] | null {
  return (
    timeSteps(places) ??
    briefSteps(places) ??
    bracketSteps(places) ??
    tagSteps(places) ??
    separatedSteps(places) ??
    tabbedSteps(places) ??
    locationSteps(places) ??
    classSteps(places) ??
    nameSteps(places) ??
    numberSteps(places) ??
    paddedSteps(places)
  );
}

/** A further time, behind a host or the like; its words say nothing new. */
function timeSteps(places: readonly Place[]): number[] | null {
  const times = places.filter(({ field }) => field.kind === 'time');
  const words = mostFrequent(times.map((place) => String(wordsOfTime(place).length)));
  const first = times.find((place) => String(wordsOfTime(place).length) === words);
  if (first === undefined || times.length < places.length * ALWAYS) return null;
  return fieldSteps(first.field, first, -1);
}

function wordsOfTime({ source, field }: Place): string[] {
  return decode(source, field.start, field.end)
    .trim()
    .split(/[ \t]+/);
}

function bracketSteps(places: readonly Place[]): number[] | null {
  const opener = Number(mostFrequent(places.map(({ field }) => String(field.kind === 'bracket' ? field.opener : 0))));
  // A text in quotes is a message, whatever stands around it.
  const isColumn = ({ source, field }: Place): boolean => field.opener === opener && source[field.start + 1] !== 34;
  return opener !== 0 && share(places, isColumn) >= ALWAYS ? [step(BRACKET, opener)] : null;
}

/** `/tag(pid):` behind a letter. */
const BRIEF: readonly number[] = [step(MARK, 47), step(WORD, 40), OPTIONAL_BLANKS, step(BRACKET, 40), step(MARK, 58)];

function briefSteps(places: readonly Place[]): readonly number[] | null {
  return share(places, ({ source, end, field }) => briefEnd(source, field.start, end) > 0) >= ALWAYS ? BRIEF : null;
}

/** `host tag[pid]:` behind a time. */
function tagSteps(places: readonly Place[]): number[] | null {
  if (places.every(({ isFirst }) => !isFirst)) return null;
  // `order 7: accepted` has a number there, and no program is called so.
  const tagged = places.filter(
    ({ source, end, next }) => next !== undefined && !isDigit(source[next.start]) && tagEnd(source, next.start, end) > 0,
  );
  const numbered = tagged.filter(({ source, end, next }) => source[tagEnd(source, next?.start ?? end, end) - 2] === 93);
  const isTag =
    tagged.length >= places.length * ALWAYS || (tagged.length >= places.length * OFTEN && numbered.length >= places.length * SHAPED);
  return isTag ? [WORD, OPTIONAL_BLANKS, CUT, TAG] : null;
}

/** A word that the same marks end nearly everywhere. */
function separatedSteps(places: readonly Place[]): number[] | null {
  const marks = mostFrequent(places.map(({ field }) => field.marks));
  // What a key has is the message's.
  if (marks === '' || marks.startsWith('=') || share(places, ({ field }) => field.kind !== 'bracket' && field.marks === marks) < ALWAYS)
    return null;
  const words = places.filter(({ field }) => field.marks === marks);
  if (share(words, ({ field }) => field.tightBefore && !field.tightAfter) >= ALWAYS && marks !== '|')
    return marks === ':' ? [step(LOGGER, 58)] : null;
  return [step(WORD, share(words, ({ field }) => field.tightBefore) >= OFTEN ? marks.charCodeAt(0) : 0)];
}

/** `shelf.c:67`, `shelf.c:67]` or `shelf.c 67:`, the place in the program that writes the line. */
function locationSteps(places: readonly Place[]): number[] | null {
  if (share(places, isFileBeforeNumber) >= ALWAYS) return [WORD];
  return share(places, ({ source, field }) => isLocation(source, field)) >= ALWAYS ? [WORD] : null;
}

function isLocation(source: Uint8Array, { start, end }: Field): boolean {
  return /^[\w./\\-]+\.\w+:\d+\]?$/.test(decode(source, start, end));
}

/** The number is the next column, which its colon tells. */
function isFileBeforeNumber({ source, field: { start, end }, next }: Place): boolean {
  if (next === undefined || next.marks !== ':' || skipDigits(source, next.start, next.end) !== next.end) return false;
  return /^[\w./\\-]*\/[\w.-]+\.\w+$/.test(decode(source, start, end));
}

/**
 * A logger or thread that ends with a tab, where the place in the program or the class stands behind it, as zap and Trino write the two. Other words with tabs
 * between them may be what happened and to what.
 */
function tabbedSteps(places: readonly Place[]): number[] | null {
  const isTabbed = ({ source, field: { end, kind }, next }: Place): boolean =>
    kind === 'word' && source[end] === TAB && next !== undefined && (isLocation(source, next) || isClass(source, next));
  return share(places, isTabbed) >= ALWAYS ? [WORD] : null;
}

const TAB = 9;

/** `org.depot.Shelf.fill`, a class with its packages, where nothing ends it but a blank. */
function classSteps(places: readonly Place[]): number[] | null {
  return share(places, ({ source, field }) => isClass(source, field)) >= ALWAYS ? [WORD] : null;
}

function isClass(source: Uint8Array, { start, end }: Field): boolean {
  return /^(?:[a-z_]\w*\.)+[A-Z][\w$]*(?:[.#][\w$<>]+)?$/.test(decode(source, start, end));
}

/** A logger that its dots tell, or a level and a colon, in lines enough. */
function nameSteps(places: readonly Place[]): number[] | null {
  if (share(places, ({ source, end, field }) => nameEnd(source, field.start, end) > 0) >= SHAPED) return [NAME];
  const levels = places.filter(({ field }) => field.kind === 'word-level' && field.marks === ':' && field.tightBefore && !field.tightAfter);
  const isVaried = new Set(levels.map(({ source, field }) => byteAt(source, field.start))).size > 1;
  return isVaried && levels.length >= places.length * SHAPED ? [OPTIONAL_LEVEL] : null;
}

/** The number of a process or thread, which only a surer column behind it tells from a count. */
function numberSteps(places: readonly Place[]): number[] | null {
  const isNumber = ({ source, field }: Place): boolean =>
    isDigit(source[field.start]) && skipDigits(source, field.start, field.end) === field.end;
  const isSureBehind = ({ next }: Place): boolean => next !== undefined && (next.kind === 'bracket' || isSeparated(next));
  return share(places, isNumber) >= ALWAYS && share(places, isSureBehind) >= ALWAYS ? [WORD] : null;
}

function isSeparated({ marks, tightBefore, tightAfter }: Field): boolean {
  return marks !== '' && (!tightBefore || tightAfter || marks === ':');
}

/**
 * A number, address or name of an instance, where nothing but these stands before a column that the container ends with a mark: `7ffda4c1 20 depot.7
 * shelf: message`.
 */
function codeSteps(group: readonly Head[], offset: number): number[] | null {
  for (let ahead = 0; ahead < MOST_CODES; ahead += 1) {
    const places = placesAt(group, offset + ahead);
    if (places.length < group.length * ALWAYS) return null;
    if (ahead > 0 && separatedSteps(places) !== null) return begins(group, offset + ahead + 1) < FEWEST_MESSAGES ? null : [WORD];
    if (!isCode(places)) return null;
  }
  return null;
}

/**
 * A host, a logger or another word or two that only a surer column behind them tells from a message: a further time, or a bracket. What follows a
 * bracket must begin in several ways, or it is all one message.
 */
function leadingSteps(group: readonly Head[], offset: number): number[] | null {
  for (let ahead = 0; ahead <= MOST_LEADING; ahead += 1) {
    const places = placesAt(group, offset + ahead);
    if (places.length < group.length * ALWAYS) return null;
    if (ahead > 0 && timeSteps(places) !== null) return [WORD];
    if (ahead > 0 && bracketSteps(places) !== null) return begins(group, offset + ahead + 1) < FEWEST_MESSAGES ? null : [WORD];
    if (share(places, ({ field }) => field.kind === 'word' && field.marks === '') < ALWAYS) return null;
  }
  return null;
}

const MOST_LEADING = 2;
const MOST_CODES = 4;
/** With fewer messages behind it, what all lines have before a mark is as likely the beginning of one: `order 7: accepted`. */
const FEWEST_MESSAGES = 3;

/** How many different words stand there. */
function begins(group: readonly Head[], offset: number): number {
  const words = placesAt(group, offset).map(({ source, field }) => decode(source, field.start, field.end));
  return new Set(words.filter((word) => !/\d/.test(word))).size;
}

/** Whether nearly all of the words have a digit in them, or are the same. */
function isCode(places: readonly Place[]): boolean {
  const words = places.map(({ source, field }) => decode(source, field.start, field.end));
  const usual = mostFrequent(words);
  return share(words, (word) => /\d/.test(word) && !word.includes('=')) >= ALWAYS || share(words, (word) => word === usual) >= ALWAYS;
}

/** A column of words that blanks fill up to the same width. */
function paddedSteps(places: readonly Place[]): number[] | null {
  const widths = places.map(({ field, next }) => (next === undefined ? 0 : next.start - field.start));
  const width = Number(mostFrequent(widths.map(String)));
  // A few lines of another kind have other words there; a column is filled up in those that have its width.
  const lengths = new Set(places.filter((_, at) => widths[at] === width).map(({ field }) => field.end - field.start));
  return width > 0 && lengths.size > 1 && share(widths, (one) => one === width) >= ALWAYS ? [WORD] : null;
}

function share<T>(all: readonly T[], is: (one: T) => boolean): number {
  return all.length === 0 ? 0 : all.filter(is).length / all.length;
}

function mostFrequent(texts: readonly string[]): string {
  const counts = [...groupBy(texts, (text) => text)].toSorted(([, a], [, b]) => b.length - a.length);
  return counts[0]?.[0] ?? '';
}
