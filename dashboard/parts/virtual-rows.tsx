/** A table of any length of which only what is in sight is in the page. Arrow keys, Page, Home and End scroll it as any other region. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface VirtualRowsProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly rowHeight: number;
  readonly head: ComponentChildren;
  /** The cells of a row, each with the role `cell`. */
  readonly cells: (row: T) => ComponentChildren;
  readonly keyOf: (row: T) => string;
  /** Told which rows are in sight, when they have been for a moment. */
  readonly onSight?: (rows: readonly T[]) => void;
}

const beyondSight = 6;
const settledAfterMs = 120;

export function VirtualRows<T>({ label, rows, rowHeight, head, cells, keyOf, onSight }: VirtualRowsProps<T>) {
  const region = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = region.current;
    if (element === null) return undefined;
    const look = (): void => setSight({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  const first = Math.max(0, Math.floor(sight.top / rowHeight) - beyondSight);
  const last = Math.min(rows.length, Math.ceil((sight.top + sight.height) / rowHeight) + beyondSight);
  const shown = rows.slice(first, last);
  const seen = shown.map(keyOf).join('\n');
  useEffect(() => {
    const timer = setTimeout(() => onSight?.(shown), settledAfterMs);
    return () => clearTimeout(timer);
  }, [seen]);
  return (
    <div class="rows" role="table" aria-label={label} aria-rowcount={rows.length + 1}>
      <div role="rowgroup" class="rows-head">
        <div role="row" aria-rowindex={1} class="row">
          {head}
        </div>
      </div>
      <div role="rowgroup" class="rows-body" ref={region} tabIndex={0} aria-label={`${label}, scrolls`}>
        <div class="rows-space" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
          {shown.map((row, index) => (
            <div
              key={keyOf(row)}
              role="row"
              class="row"
              aria-rowindex={first + index + 2}
              style={{ height: `${rowHeight}px`, transform: `translateY(${(first + index) * rowHeight}px)` }}
            >
              {cells(row)}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
