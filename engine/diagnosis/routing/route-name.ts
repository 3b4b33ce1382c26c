/** Which service a path is named for. */

export interface Core {
  readonly service: string;
  /** The name without what many Services have in common, in small letters and digits. */
  readonly core: string;
}

const shortest = 3;
/** Words that say that something is a service, and not which. */
const general = /(?:service|svc|server|api|app)$/;

/** Words of the names that more than half of the Services share say nothing of one. */
export function coresOf(services: readonly string[]): readonly Core[] {
  const counts = new Map<string, number>();
  for (const service of services) for (const word of new Set(service.split('-'))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return services.map((service) => {
    const own = service.split('-').filter((word) => (counts.get(word) ?? 0) <= Math.max(1, services.length / 2));
    const joined = own.join('').toLowerCase();
    const core = joined.replace(general, '');
    return { service, core: core.length >= shortest ? core : joined };
  });
}

/** The service with the longest name that a segment of the path begins with; null where none or two are. */
export function namedIn(path: string, cores: readonly Core[]): string | null {
  const segments = path
    .toLowerCase()
    .split('/')
    .map((segment) => segment.replaceAll(/[^a-z0-9]/g, ''))
    .filter((segment) => segment !== '');
  const fits = cores.filter(({ core }) => core.length >= shortest && segments.some((segment) => segment.startsWith(core)));
  const longest = Math.max(0, ...fits.map(({ core }) => core.length));
  const best = fits.filter(({ core }) => core.length === longest);
  return best.length === 1 ? (best[0]?.service ?? null) : null;
}
