import { byteAt, isBlank, isUpper } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import type { Grammar } from './grammar.ts';
import { contains, startsWithAny } from './shape.ts';

const STATEMENT = 0;

const VERBS = ['SELECT ', 'INSERT INTO ', 'UPDATE ', 'DELETE FROM ', 'WITH ', 'MERGE INTO ', 'CREATE ', 'ALTER TABLE '];
/** Words that begin a line of a statement and no statement; some begin with another of them. */
const CLAUSES = new Set(
  'FROM WHERE AND OR LEFT RIGHT INNER OUTER FULL CROSS NATURAL JOIN ON GROUP ORDER HAVING LIMIT OFFSET VALUES SET RETURNING UNION EXCEPT INTERSECT SELECT FETCH USING WINDOW INTO CASE WHEN ELSE END FOR'.split(
    ' ',
  ),
);
const LONGEST_CLAUSE = 9;

/** A statement over several lines: clauses begin with their word in capitals, and what ends in a comma or bracket goes on. */
export const sql: Grammar = {
  begins: ['SE', 'IN', 'UP', 'DE', 'WI', 'ME', 'CR', 'AL'],
  opens: (line) => (startsWithAny(line, line.start, VERBS) ? STATEMENT : -1),
  next(open, line, indent) {
    if (open.last === 59) return 'open';
    if (indent > 0 || beginsClause(line)) return 'joins';
    const goesOn = open.last === 44 || open.last === 40;
    return goesOn || byteAt(line.source, line.start) === 41 ? 'joins' : 'open';
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
