/** The course of one pattern against what is usual, to be read off exactly. */
import { useEffect, useRef } from 'preact/hooks';
import Plot from 'uplot';

interface CourseProps {
  readonly fromAtMs: number;
  readonly stepMs: number;
  readonly counts: readonly number[];
  /** Lines usual in one stretch; null while nobody knows. */
  readonly usual: number | null;
  readonly label: string;
}

const clocks = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clock = (seconds: number): string => clocks.format(seconds * 1000);
const height = 220;
const least = 280;

export function Course(props: CourseProps) {
  const { fromAtMs, stepMs, counts, usual, label } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    let plot = draw(element, props);
    const again = (): void => {
      plot.destroy();
      plot = draw(element, props);
    };
    const fit = new ResizeObserver(() => plot.setSize({ width: Math.max(least, element.clientWidth), height }));
    fit.observe(element);
    dark.addEventListener('change', again);
    return () => {
      fit.disconnect();
      dark.removeEventListener('change', again);
      plot.destroy();
    };
  }, [fromAtMs, stepMs, counts, usual]);
  return <div class="course" ref={place} role="img" aria-label={label} />;
}

function draw(element: HTMLDivElement, { fromAtMs, stepMs, counts, usual }: CourseProps): Plot {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' };
  const times = counts.map((_, index) => (fromAtMs + index * stepMs) / 1000);
  return new Plot(
    {
      width: Math.max(least, element.clientWidth),
      height,
      padding: [10, 22, 0, 0],
      legend: { show: false },
      cursor: { y: false },
      scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, usual ?? 0, high) * 1.1] } },
      axes: [
        { ...axis, values: (_plot, at) => at.map(clock) },
        { ...axis, size: 52 },
      ],
      series: [
        {},
        {
          label: 'lines',
          stroke: colour('--accent'),
          fill: colour('--accent-soft'),
          width: 1.5,
          points: { show: false },
          ...(Plot.paths.stepped ? { paths: Plot.paths.stepped({ align: 1 }) } : {}),
        },
        { label: 'usual', stroke: colour('--muted'), width: 1.5, dash: [5, 4], points: { show: false } },
      ],
    },
    [times, [...counts], times.map(() => usual)],
    element,
  );
}
