/** Lines of a recording, as the commands' tests write them. */
export const startAtMs = Date.UTC(2026, 0, 5, 10);

/** The instant so many seconds after the beginning. */
export const at = (seconds: number): string => new Date(startAtMs + seconds * 1_000).toISOString();

export const log = (seconds: number, workload: string, line: string): object => ({
  at: at(seconds),
  type: 'log',
  namespace: 'shop',
  workload,
  pod: `${workload}-5f7c9-x1`,
  container: 'main',
  line,
});
