import { parseHeader, peekLevel } from './header.ts';
import { follow } from './layout.ts';
import type { Layout } from './layout.ts';
import type { HeaderPlan } from './learn.ts';
import type { SpanRecord } from './record.ts';
import { trimTail } from './tail.ts';
import { parsePayload, parseStructured } from './structured.ts';

/**
 * Finds time, level and message of one line: by the headers learned of its container, else by what it looks like: JSON, klog, logfmt, access log, or a
 * header of columns. Narrows the record to the message. A header may stand before JSON, klog or logfmt. Returns false for a line that only its shapes,
 * or nothing, explained.
 */
export function parseLine(record: SpanRecord, plan: HeaderPlan | null, referenceMs: number): boolean {
  const isObject = record.source[record.start] === 123;
  if (plan !== null && plan.tail !== 0) trimTail(record, plan.tail, referenceMs);
  if (plan !== null && followAny(record, plan.layouts, referenceMs)) {
    if (record.writtenLevel === null) peekLevel(record);
    record.format = parsePayload(record, referenceMs) ? 'fields' : 'header';
    return true;
  }
  if (parseStructured(record, referenceMs)) {
    record.format = isObject ? 'json' : 'fields';
    return true;
  }
  const hasHeader = parseHeader(record, referenceMs);
  if (hasHeader) parsePayload(record, referenceMs);
  record.format = hasHeader ? 'header' : 'plain';
  return false;
}

function followAny(record: SpanRecord, layouts: readonly Layout[], referenceMs: number): boolean {
  for (let i = 0; i < layouts.length; i += 1) {
    const layout = layouts[i];
    if (layout !== undefined && follow(record, layout, referenceMs)) return true;
  }
  return false;
}
