/** A course of counts as small as a word, with what is usual as a line across. */
const width = 120;
const height = 26;

interface SparklineProps {
  readonly counts: readonly number[];
  /** Lines usual in one stretch; null while nobody knows. */
  readonly usual: number | null;
  readonly label: string;
}

export function Sparkline({ counts, usual, label }: SparklineProps) {
  const highest = Math.max(1, usual ?? 0, ...counts);
  const step = width / Math.max(1, counts.length);
  const y = (value: number): number => height - 1 - (value / highest) * (height - 3);
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
      {counts.map((value, index) =>
        value === 0 ? null : (
          <rect
            class={usual !== null && value > usual * 3 && value > usual + 3 ? 'bar high' : 'bar'}
            x={index * step}
            y={y(value)}
            width={Math.max(1, step - 1)}
            height={height - y(value)}
          />
        ),
      )}
      {usual === null ? null : <line class="usual" x1="0" x2={width} y1={y(usual)} y2={y(usual)} />}
    </svg>
  );
}
