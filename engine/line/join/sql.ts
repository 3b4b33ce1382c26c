import { byteAt, isBlank, isUpper } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { joinsIn } from './grammar.ts';
import type { Grammar } from './grammar.ts';
import { contains, startsWithAny } from './shape.ts';

const STATEMENT = 0;
/** A query may follow: behind `INSERT`, `WITH`, `UNION` and a closing bracket. Elsewhere it is the next statement. */
const AWAITS_QUERY = 1;

const VERBS = ['SELECT ', 'INSERT INTO ', 'UPDATE ', 'DELETE FROM ', 'WITH ', 'MERGE INTO ', 'CREATE ', 'ALTER TABLE '];
/** Words that begin a line of a statement and no statement; some begin with another of them. */
const CLAUSES = new Set(
  'FROM WHERE AND OR LEFT RIGHT INNER OUTER FULL CROSS NATURAL JOIN ON GROUP ORDER HAVING LIMIT OFFSET VALUES SET RETURNING UNION EXCEPT INTERSECT SELECT FETCH USING WINDOW INTO CASE WHEN ELSE END FOR'.split(
    ' ',
  ),
);
const LONGEST_CLAUSE = 9;

const WITH_QUERY = ['INSERT INTO ', 'WITH ', 'MERGE INTO ', 'CREATE '];
const QUERIES = ['SELECT '];
const UNIONS = ['UNION', 'EXCEPT', 'INTERSECT'];

/** A statement over several lines: clauses begin with their word in capitals, and what ends in a comma or bracket goes on. */
export const sql: Grammar = {
  begins: ['SE', 'IN', 'UP', 'DE', 'WI', 'ME', 'CR', 'AL'],
  opens(line) {
    if (startsWithAny(line, line.start, WITH_QUERY)) return AWAITS_QUERY;
    return startsWithAny(line, line.start, VERBS) ? STATEMENT : -1;
  },
  next(open, line, indent) {
    if (open.last === 59) return 'open';
    if (indent > 0) return 'joins';
    const goesOn = open.last === 44 || open.last === 40;
    if (startsWithAny(line, line.start, QUERIES)) return goesOn || open.phase === AWAITS_QUERY ? joinsIn(open, STATEMENT) : 'starts';
    if (byteAt(line.source, line.start) === 41 || startsWithAny(line, line.start, UNIONS)) return joinsIn(open, AWAITS_QUERY);
    return goesOn || beginsClause(line) ? 'joins' : 'open';
  },
};

/** Whether a line begins with a clause of a statement. */
export function beginsClause(line: ByteSpan): boolean {
  const { source, start, end } = line;
  if (!isUpper(source[start]) || !isUpper(source[start + 1])) return false;
  let at = start;
  let word = '';
  while (at < end && isUpper(source[at]) && at - start <= LONGEST_CLAUSE) {
    word += String.fromCharCode(byteAt(source, at));
    at += 1;
  }
  return (at >= end || isBlank(source[at])) && CLAUSES.has(word);
}

/** Whether a statement stands in the line. */
export function hasStatement(line: ByteSpan): boolean {
  return VERBS.some((verb) => contains(line, verb));
}
