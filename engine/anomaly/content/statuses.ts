/** Statuses of requests among the values of lines: `status=503`, `code: 200`, and the number behind the protocol in an access log. */
import type { ByteSpan } from '../../line/bytes.ts';
import type { Values } from './scan.ts';

export interface Statuses {
  /** The i-th value of a line. */
  see(line: ByteSpan, values: Values, i: number): void;
  /** How many came since the last call, and how many of them say that the server failed. */
  take(): { readonly statuses: number; readonly failed: number };
}

const [first, last, failing] = [0x31, 0x35, 0x35];
const isDigitAt = (source: Uint8Array, at: number): boolean => (source[at] ?? 0) >= 0x30 && (source[at] ?? 0) <= 0x39;

export function createStatuses(): Statuses {
  let [statuses, failed] = [0, 0];
  return {
    see({ source }, values, i) {
      const from = values.starts[i] ?? 0;
      const class100 = source[from] ?? 0;
      if ((values.ends[i] ?? 0) - from !== 3 || class100 < first || class100 > last) return;
      if (!isDigitAt(source, from + 1) || !isDigitAt(source, from + 2) || !isNamed(source, values, i)) return;
      statuses += 1;
      if (class100 === failing) failed += 1;
    },
    take() {
      const taken = { statuses, failed };
      [statuses, failed] = [0, 0];
      return taken;
    },
  };
}

function isNamed(source: Uint8Array, values: Values, i: number): boolean {
  const [keyFrom, keyTo] = [values.keyStarts[i] ?? 0, values.keyEnds[i] ?? 0];
  if (endsWith(source, [keyFrom, keyTo], 'status') || endsWith(source, [keyFrom, keyTo], 'code')) return true;
  const before = values.starts[i - 1];
  return before !== undefined && i > 0 && endsWith(source, [before, before + 5], 'http/');
}

/** Capitals or not; `word` in small letters. */
function endsWith(source: Uint8Array, [from, to]: readonly [number, number], word: string): boolean {
  if (to - from < word.length) return false;
  for (let i = 0; i < word.length; i += 1) {
    const byte = source[to - word.length + i] ?? 0;
    const isCapital = byte >= 0x41 && byte <= 0x5a;
    if ((isCapital ? byte + 32 : byte) !== word.charCodeAt(i)) return false;
  }
  return true;
}
