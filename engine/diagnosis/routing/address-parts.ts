/** Addresses of Services as environments write them, and what the name of a variable says about whom it is for. */

export interface Address {
  readonly namespace: string;
  /** The name of a Service, or of a pod of one. */
  readonly host: string;
  readonly port: number | null;
}

const parts = /^(?:[a-z][a-z0-9+.:-]*:\/\/)?(?<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(?<port>\d{1,5}))?(?:\/.*)?$/i;
const inService = /^(?:[a-z0-9-]+\.)?(?<name>[a-z0-9-]+)\.(?<namespace>[a-z0-9-]+)\.svc(?:\.[a-z0-9.-]+)?$/;

/** Null for what is no name inside the cluster: addresses in numbers, this host, hosts of other domains. */
export function addressOf(written: string, ownNamespace: string, namespaces: ReadonlySet<string>): Address | null {
  const { host: whole, port } = parts.exec(written)?.groups ?? {};
  const place = whole === undefined ? null : placeOf(whole.toLowerCase(), ownNamespace, namespaces);
  return place === null ? null : { ...place, port: port === undefined ? null : Number(port) };
}

function placeOf(host: string, ownNamespace: string, namespaces: ReadonlySet<string>): Pick<Address, 'namespace' | 'host'> | null {
  if (/^[\d.]+$/.test(host) || host === 'localhost') return null;
  if (!host.includes('.')) return { namespace: ownNamespace, host };
  const full = inService.exec(host)?.groups;
  if (full?.['name'] !== undefined && full['namespace'] !== undefined) return { namespace: full['namespace'], host: full['name'] };
  const [name = '', namespace = '', ...rest] = host.split('.');
  return rest.length === 0 && namespaces.has(namespace) ? { namespace, host: name } : null;
}

/** Words that say what a variable holds, not whom it is for. */
const holders = new Set(
  'addr address host hostname url uri endpoint service services svc server port name target backend upstream api base grpc http https tcp client internal external connection default'.split(
    ' ',
  ),
);
const shortest = 4;

/** Services that the variable is named for: `LEDGER_SERVICE_ADDR` for `ledger`, `ledger-svc` and `main-ledger`. */
export function namedAfter(variable: string, services: readonly string[]): readonly string[] {
  const words = variable
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !holders.has(word));
  const stem = words.join('');
  if (stem.length < shortest) return [];
  return services.filter((service) => service.replaceAll(/[^a-z0-9]/g, '').includes(stem));
}
