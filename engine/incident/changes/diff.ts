/** What a change changes: the words that it takes away or brings, and whether a program can behave otherwise because of it. */
import { wordsOf } from './words.ts';

export interface DiffOutline {
  /** Words of changed lines. */
  readonly words: ReadonlySet<string>;
  /** Words that only one side has. */
  readonly turned: ReadonlySet<string>;
  /** 0 to 1: from what no running program notices (documents, tests, comments) to a value, a dependency or a call that is another now or gone. */
  readonly substance: number;
}

const nothing = 0.02;
const comments = 0.1;
/** The same words in another order or form. */
const rearranged = 0.2;
/** Local names and keywords came or went. */
const reworked = 0.35;
const added = 0.45;
const unknown = 0.5;
const changed = 1;

const longest = 20_000;

/** `diff` is a unified diff, perhaps cut; null where nobody told it. */
export function outlineOf(files: readonly string[], diff: string | null): DiffOutline {
  if (files.length > 0 && files.every((file) => noProgram.test(file))) return { words: new Set(), turned: new Set(), substance: nothing };
  if (diff === null) return { words: new Set(), turned: new Set(), substance: unknown };
  const lines = diff.slice(0, longest).split('\n');
  const [gone, come] = ['-', '+'].map((sign) => lines.filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3))));
  const [before, after] = [sideOf(gone ?? []), sideOf(come ?? [])];
  const words = wordsOf([...(gone ?? []), ...(come ?? [])].join('\n'));
  const substance = asks(come ?? []) && !asks(gone ?? []) ? changed : substanceOf(before, after);
  return { words, turned: wordsOf([...lost(before, after), ...lost(after, before)].join(' ')), substance };
}

/** A database is asked: whom a program asks anew it needs, waits for and burdens. */
function asks(lines: readonly string[]): boolean {
  return lines.some((line) => query.test(line) && !comment.test(line.slice(1).trim()));
}

interface Side {
  /** As they are written, in code alone. */
  readonly tokens: ReadonlySet<string>;
  readonly calls: ReadonlySet<string>;
  /** What stands in quotes: names that others must write alike. */
  readonly literals: ReadonlySet<string>;
}

function sideOf(lines: readonly string[]): Side {
  const code = lines.map((line) => line.slice(1).trim()).filter((line) => line !== '' && !comment.test(line) && !logging.test(line));
  // What is told to people changes nothing of what is done.
  const text = code.join('\n').replaceAll(prose, '""');
  const quoted = (text.match(literal) ?? []).flatMap((words) => words.match(token) ?? []);
  return {
    tokens: new Set(text.match(token) ?? []),
    literals: new Set(quoted),
    calls: new Set([...text.matchAll(call)].map(([, name]) => name ?? '')),
  };
}

function substanceOf(before: Side, after: Side): number {
  const [gone, come] = [lost(before, after), lost(after, before)];
  if (before.tokens.size + after.tokens.size === 0) return comments;
  if (gone.length + come.length === 0) return rearranged;
  // A call that is made no more, and was not only moved behind another name.
  if ([...before.calls].some((name) => !after.tokens.has(name) && !keyword.test(name))) return changed;
  const tells = (side: Side) => (word: string) => isTelling(word) || side.literals.has(word);
  const isOther = gone.some(tells(before)) && come.some(tells(after));
  if (isOther) return changed;
  if (before.tokens.size === 0 || gone.length === 0) return added;
  return gone.some(tells(before)) ? changed : reworked;
}

function lost(side: Side, other: Side): readonly string[] {
  return [...side.tokens].filter((word) => !other.tokens.has(word));
}

/** A number, a version, or a name that is longer than those of local variables. */
function isTelling(word: string): boolean {
  return /\d/.test(word) || (word.length > 4 && !keyword.test(word));
}

const noProgram =
  /(?:^|\/)(?:docs?|documentation|test|tests|testdata|__tests__|\.github|\.circleci)\/|\.(?:md|rst|adoc|txt|css|scss|svg|png)$|[._-]tests?\.|_test\.|(?:^|\/)(?:codeowners|license|readme|changelog)\b/i;
const comment = /^(?:\/\/|#(?!include|define|if)|--\s|\*|\/\*|<!--|;)/;
/** Lines that only write a line. */
const logging = /^(?:[\w.]*\blog(?:ger|ging)?\b[\w.]*|console|System\.out|print(?:ln|f)?|fmt\.Print\w*)[.(]/i;
const query = /\bselect\b.{1,200}\bfrom\b|\binsert\s+into\b|\bupdate\s+[\w."`]+\s+set\b|\bdelete\s+from\b/i;
const token = /[A-Za-z_][A-Za-z0-9_]*|v?\d+(?:\.\d+)*[a-z]{0,3}/g;
const call = /([A-Za-z_][A-Za-z0-9_]{2,})\s*\(/g;
const literal = /"[^"\n]*"|'[^'\n]*'|`[^`\n]*`/g;
/** Three words and more. */
const prose = /"[^"\n]*[a-z]+ [a-z]+ [a-z]+[^"\n]*"|'[^'\n]*[a-z]+ [a-z]+ [a-z]+[^'\n]*'/gi;
const keyword =
  /^(?:if|for|while|switch|return|returns?|error|errors|string|func|function|const|false|true|undefined|catch|import|export|from|defer|async|await|item|result|value|values|index)$/;
