/**
 * Whether a text says only what the facts do: every number and every name in it must stand in them. Who knows no list of all names of a
 * cluster cannot tell a wrong name from a word; so each word must stand in the facts or among the words below, which name nothing. Pure.
 */

const textAtMost = 600;

/** Null, or why the text is not shown. */
export function findFault(text: string, facts: unknown): string | null {
  if (text === '') return 'it is empty';
  if (text.length > textAtMost) return `it is longer than ${textAtMost} characters`;
  // Everything else is markup, an address, or a letter that looks like another one.
  const odd = /[^\p{ASCII}–—’“”…%×]|[<>`*[\]{}|\\@#]|:\/\//u.exec(text)?.[0];
  if (odd !== undefined) return `it has "${odd}" in it`;
  const known = new Set(wordsOf(stringsOf(facts).join(' ')));
  const unknown = wordsOf(text).find((word) => !known.has(word) && !isOrdinary(word));
  return unknown === undefined ? null : `"${unknown.slice(0, 60)}" does not stand in the facts`;
}

/** Names and numbers are whole words: `10.0.3.17:8080`, `cart-7d9f8`, `v1.2`, `94`. */
function wordsOf(text: string): readonly string[] {
  return [...text.toLowerCase().matchAll(/[\p{L}\p{N}]+(?:[-._:/'’][\p{L}\p{N}]+)*/gu)]
    .flatMap(([word]) => [word, ...partsOf(word)])
    .filter((word, at, all) => at === all.indexOf(word));
}

/** The parts of a compound of letters alone; a part of a number or of an address is another one. */
function partsOf(word: string): readonly string[] {
  return /^[\p{L}'’-]+$/u.test(word) && word.includes('-') ? word.split('-') : [];
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

function isOrdinary(word: string): boolean {
  const bare = word.replace(/['’]s$/, '');
  if (bare.includes('-')) return bare.split('-').every(isOrdinary);
  return [
    bare,
    bare.replace(/s$/, ''),
    bare.replace(/e[ds]$/, ''),
    bare.replace(/d$/, ''),
    bare.replace(/ing$/, ''),
    bare.replace(/ing$/, 'e'),
    bare.replace(/ly$/, ''),
  ].some((form) => ordinary.has(form));
}

/** No numerals, and nothing that a workload, a node or a person is likely to be called. */
const ordinary: ReadonlySet<string> = new Set(
  `a about above affect after again all almost already also although among an and any appear are around as at away back be became because become been before began begin behind being below between
  both but by call can cannot cause caller come complete consequence continue could current depend depends did do does down due during each earlier effect either else end error even every exceed
  exit explain fail failing failure far fast few first follow for found from further gone got had happen has have hence high higher how however if immediate impact in increase incident indicate
  instead into is issue it its itself just keep kill killed known last late later least less likely limit line link longer look low lower made main make many may memory might more most much need
  neither never new next no node none nor not nothing now of off often on once only onset or order other others out over own owner pattern percent pod point previous prior probable problem
  process produce question quickly rather reach real reason recent recover related remain request result restart rise rose rollout root ruled run running same saw say see seem seen several show
  shown side since slow so some soon spread start started state still stop such suggest sure symptom take taken than that the their them then there therefore these they this those though through
  thus time to together too toward towards trigger turn under unlikely until up upon us use usual very via was way we well went were what when where whether which while who whole whose why will
  with within without would yet`.split(/\s+/),
);
