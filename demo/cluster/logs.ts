/** Container logs as the kubelet keeps them: the current instance and the one before it, each a ring of whole lines. */

export interface ContainerKey {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export interface LogLine {
  /** Nanoseconds since the epoch: strictly rising within one instance. */
  readonly atNs: bigint;
  readonly bytes: Uint8Array;
}

/** The log of one container instance. `first` is the number of lines that rotated away. */
export interface InstanceLog {
  readonly lines: LogLine[];
  first: number;
  size: number;
  ended: boolean;
  readonly waiting: Set<() => void>;
}

export interface LogStore {
  append(key: ContainerKey, text: string | Uint8Array, atMs: number): void;
  /** The current instance ends and becomes `previous`; the lines to come belong to a new one. */
  restart(key: ContainerKey): void;
  /** The current instance has ended: readers that follow it reach its end. */
  end(key: ContainerKey): void;
  current(key: ContainerKey): InstanceLog;
  previous(key: ContainerKey): InstanceLog | undefined;
  removePod(namespace: string, pod: string): void;
}

const encoder = new TextEncoder();
const newline = 10;

/** `maxLines` and `maxBytes` bound each instance; the oldest lines rotate away. */
export function createLogStore(maxLines: number, maxBytes: number): LogStore {
  const containers = new Map<string, { current: InstanceLog; previous: InstanceLog | undefined }>();

  function entry(key: ContainerKey): { current: InstanceLog; previous: InstanceLog | undefined } {
    const name = `${key.namespace}/${key.pod}/${key.container}`;
    const found = containers.get(name) ?? { current: emptyLog(), previous: undefined };
    containers.set(name, found);
    return found;
  }

  return {
    append(key, text, atMs) {
      const log = entry(key).current;
      const wantedNs = BigInt(Math.round(atMs * 1000)) * 1000n;
      let last = log.lines.at(-1)?.atNs ?? 0n;
      for (const bytes of linesOf(text)) {
        last = wantedNs > last ? wantedNs : last + 1000n;
        log.lines.push({ atNs: last, bytes });
        log.size += bytes.length;
      }
      rotate(log, maxLines, maxBytes);
      wake(log);
    },
    restart(key) {
      const container = entry(key);
      close(container.current);
      container.previous = container.current;
      container.current = emptyLog();
    },
    end: (key) => close(entry(key).current),
    current: (key) => entry(key).current,
    previous: (key) => entry(key).previous,
    removePod(namespace, pod) {
      for (const [name, container] of containers) {
        if (!name.startsWith(`${namespace}/${pod}/`)) continue;
        close(container.current);
        containers.delete(name);
      }
    },
  };
}

function linesOf(text: string | Uint8Array): Uint8Array[] {
  if (typeof text !== 'string') return [text];
  // Encoded at once and cut afterwards: line by line it costs several times as much.
  const whole = encoder.encode(text);
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = whole.indexOf(newline); end >= 0; end = whole.indexOf(newline, start)) {
    lines.push(whole.subarray(start, end));
    start = end + 1;
  }
  if (start < whole.length || lines.length === 0) lines.push(whole.subarray(start));
  return lines;
}

function rotate(log: InstanceLog, maxLines: number, maxBytes: number): void {
  // A tenth more than the bound may pile up, so that a busy log is not shifted at every line.
  if (log.lines.length <= maxLines * 1.1 && log.size <= maxBytes * 1.1) return;
  let count = Math.max(0, log.lines.length - maxLines);
  let size = log.lines.slice(count).reduce((sum, line) => sum + line.bytes.length, 0);
  while (size > maxBytes && count < log.lines.length - 1) {
    size -= log.lines[count]?.bytes.length ?? 0;
    count += 1;
  }
  log.lines.splice(0, count);
  log.first += count;
  log.size = size;
}

const emptyLog = (): InstanceLog => ({ lines: [], first: 0, size: 0, ended: false, waiting: new Set() });

function close(log: InstanceLog): void {
  log.ended = true;
  wake(log);
}

function wake(log: InstanceLog): void {
  const waiting = [...log.waiting];
  log.waiting.clear();
  for (const resume of waiting) resume();
}
