/** What a verdict goes by: the patterns of one workload with their counts. Index 0 is the overflow bucket. */
export interface CountedText {
  readonly index: number;
  readonly text: string;
  readonly count: number;
}

export type QualityReason = 'binary' | 'multi-line' | 'values-only' | 'free-text' | 'many-forms';

/** How well the records of one workload fall into patterns. */
export interface Quality {
  /** `unknown` below 200 records. */
  readonly verdict: 'good' | 'poor' | 'unknown';
  readonly records: number;
  readonly patterns: number;
  /** Shares from 0 to 1: of the records in the overflow bucket, and of those in the most frequent pattern. */
  readonly overflow: number;
  readonly largest: number;
  /** Share of the patterns that have a single record. */
  readonly singletons: number;
  /** The likely reason; null unless it is poor. */
  readonly reason: QualityReason | null;
  /** What a person reads, beginning with `does not cluster well`; null unless it is poor. */
  readonly sentence: string | null;
}

/** Why patterns are of little use, with the figures, and what to do: each a part of a sentence. Null unless the quality is poor. */
export function explainQuality(quality: Quality): { readonly evidence: string; readonly remedy: string } | null {
  if (quality.reason === null) return null;
  const { records, patterns, overflow } = quality;
  const [why, remedy] = advice[quality.reason];
  const beyond = overflow > 0 ? ` and ${Math.ceil(overflow * 100)} % of them without room` : '';
  const counts = `${grouped(patterns)} ${patterns === 1 ? 'pattern' : 'patterns'} from ${grouped(records)} records${beyond}`;
  return { evidence: `${counts}; likely reason: ${why}`, remedy };
}

/** Fewer records say nothing: a service has some hundred statements. */
const leastRecords = 200;
/** So many statements any service has, however short its log is yet. */
const usualPatterns = 60;
/** Shares above which patterns are of no use to whoever looks for a change. */
const most = { patterns: 0.2, overflow: 0.05, singletonRecords: 0.1, wordless: 0.9 };

/** What to do about each reason. */
const advice: Readonly<Record<QualityReason, readonly [reason: string, remedy: string]>> = {
  binary: ['the lines are not text', 'leave the container out with containers.exclude'],
  'multi-line': ['records of several lines are read as many', 'write each record as one line of JSON'],
  'values-only': ['the lines have no words of their own', 'write what the values mean as key=value or JSON'],
  'free-text': ['the lines are free text, of which no two are alike', 'write the text as a field of JSON beside a fixed message'],
  'many-forms': ['most lines have a form of their own', 'write what varies as fields of JSON or key=value'],
};

/** Judges how well the records of one workload fall into patterns, and says why where they do not. Pure; linear in the length of the texts. */
export function judgeQuality(counted: readonly CountedText[]): Quality {
  const own = counted.filter(({ index, count }) => index !== 0 && count > 0);
  const records = sumOf(counted);
  const single = own.filter(({ count }) => count === 1);
  const facts = {
    records,
    patterns: own.length,
    overflow: share(records - sumOf(own), records),
    largest: share(
      own.reduce((largest, { count }) => Math.max(largest, count), 0),
      records,
    ),
    singletons: share(single.length, own.length),
  };
  if (records < leastRecords) return { ...facts, verdict: 'unknown', reason: null, sentence: null };
  const isFragmented = facts.patterns > most.patterns * records || single.length > most.singletonRecords * records;
  const isScattered = (facts.patterns > usualPatterns && isFragmented) || facts.overflow > most.overflow;
  const isWordless = sumOf(own.filter(({ text }) => wordsIn(text) === 0)) > most.wordless * records;
  if (!isScattered && !isWordless) return { ...facts, verdict: 'good', reason: null, sentence: null };
  const poor: Quality = { ...facts, verdict: 'poor', reason: reasonOf(own), sentence: null };
  const told = explainQuality(poor);
  return { ...poor, sentence: told && `does not cluster well: ${told.evidence}; ${told.remedy}` };
}

/** The reason that most of the records show, in the order of what is surest. */
function reasonOf(own: readonly CountedText[]): QualityReason {
  const records = sumOf(own);
  const shareOf = (is: (text: string) => boolean): number => share(sumOf(own.filter(({ text }) => is(text))), records);
  if (shareOf(isBinary) > 0.2) return 'binary';
  if (shareOf(isPartOfRecord) > 0.3) return 'multi-line';
  if (shareOf((text) => wordsIn(text) === 0) > 0.5) return 'values-only';
  return shareOf((text) => wordsIn(text) >= 4) > 0.5 ? 'free-text' : 'many-forms';
}

/** Bytes that are no text come as replacement characters; control characters are no part of a log either. */
function isBinary(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return (text.match(/[\u0000-\u0008\u000E-\u001A\uFFFD]/g)?.length ?? 0) * 20 > text.length;
}

/** How lines begin that go on with the record before them: frames of a stack, members and ends of a block, rows of a table. */
function isPartOfRecord(text: string): boolean {
  return /^(at |File "|Caused by|\.\.\. |[-+|=]{2,}|[|}\])]|[[{]$|<\/|"[^"]*"\s*:)/.test(text.trimStart());
}

function wordsIn(text: string): number {
  return text.replaceAll(/<[a-z*]+>/g, ' ').match(/\p{L}{2,}/gu)?.length ?? 0;
}

function sumOf(counted: readonly CountedText[]): number {
  return counted.reduce((sum, { count }) => sum + count, 0);
}

function share(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
