import { parseAccess } from './access.ts';
import { QUOTE, isDigit, isUpper } from './bytes.ts';
import { parseJson } from './json.ts';
import { parseKlog } from './klog.ts';
import { parseLogfmt } from './logfmt.ts';
import type { SpanRecord } from './record.ts';
import { parseSyslog } from './syslog.ts';

/**
 * Reads a line whose format its own bytes tell: JSON, klog, syslog, access log, logfmt. Returns false, with the record as it was, when it is none of
 * them.
 */
export function parseStructured(record: SpanRecord, referenceMs: number): boolean {
  return parseMarked(record, referenceMs) || parseAccess(record, referenceMs);
}

/** The same for what stands behind a header: where an access log is only looked for if its first bytes can be one's. */
export function parsePayload(record: SpanRecord, referenceMs: number): boolean {
  return parseMarked(record, referenceMs) || (mayBeAccess(record) && parseAccess(record, referenceMs));
}

function parseMarked(record: SpanRecord, referenceMs: number): boolean {
  const { source, start } = record;
  const first = source[start];
  if (first === 123) return parseJson(record, referenceMs);
  if (isDigit(source[start + 1])) {
    if (first === 60 && parseSyslog(record, referenceMs)) {
      parsePairs(record, referenceMs);
      return true;
    }
    if (parseKlog(record, referenceMs)) return true;
  }
  return parseLogfmt(record, referenceMs);
}

/** The message of syslog may be JSON or logfmt. */
function parsePairs(record: SpanRecord, referenceMs: number): boolean {
  return record.source[record.start] === 123 ? parseJson(record, referenceMs) : parseLogfmt(record, referenceMs);
}

/** An address, a quote or a method. */
function mayBeAccess({ source, start }: SpanRecord): boolean {
  const first = source[start];
  return isDigit(first) || first === QUOTE || (isUpper(first) && isUpper(source[start + 1]) && isUpper(source[start + 2]));
}
