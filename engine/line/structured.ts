import { parseAccess } from './access.ts';
import { isDigit } from './bytes.ts';
import { parseJson } from './json.ts';
import { parseKlog } from './klog.ts';
import { parseLogfmt } from './logfmt.ts';
import type { SpanRecord } from './record.ts';

/**
 * Reads a line, or what stands behind its header, whose format its own bytes tell: JSON, klog, access log, logfmt. Returns false, with the record as it
 * was, when it is none of them.
 */
export function parseStructured(record: SpanRecord, referenceMs: number): boolean {
  return parsePayload(record, referenceMs) || parseAccess(record, referenceMs);
}

/** The same without access logs, which stand behind no header. */
export function parsePayload(record: SpanRecord, referenceMs: number): boolean {
  const { source, start } = record;
  if (source[start] === 123) return parseJson(record, referenceMs);
  return (isDigit(source[start + 1]) && parseKlog(record, referenceMs)) || parseLogfmt(record, referenceMs);
}
