/** Where Redis is, out of one URL. */
import { OperatorError } from '../errors.ts';

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

export type RedisAddress = { readonly nodes: readonly RedisNode[]; readonly username: string | null; readonly tls: boolean } & (
  | { readonly type: 'standalone'; readonly database: number }
  | { readonly type: 'sentinel'; readonly master: string }
  | { readonly type: 'cluster' }
);

const shape =
  /^(?<scheme>redis|rediss|redis\+sentinel|redis\+cluster):\/\/(?:(?<user>[^@/]*)@)?(?<hosts>[^/?@]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/;

/** Throws `ConfigurationInvalid` with a sentence that names the part that is wrong, never a password. */
export function parseRedisUrl(url: string): RedisAddress {
  const parts = shape.exec(url)?.groups;
  if (!parts) throw invalid('must be redis://HOST:PORT, rediss://HOST:PORT, redis+sentinel://HOSTS/MASTER or redis+cluster://HOSTS');
  const { scheme = '', user = '', hosts = '' } = parts;
  if (user.includes(':')) throw invalid('must hold no password; put it into the file of LOGDETECTOR_STORE_PASSWORD_FILE');
  const defaultPort = scheme === 'redis+sentinel' ? 26_379 : 6379;
  const nodes = hosts.split(',').map((host) => parseNode(host, defaultPort));
  const username = user === '' ? null : decodeURIComponent(user);
  const tls = scheme === 'rediss' || parseTls(parts.query);
  return withKind(scheme, parts.path ?? '', { nodes, username, tls });
}

function withKind(scheme: string, path: string, common: Pick<RedisAddress, 'nodes' | 'username' | 'tls'>): RedisAddress {
  if (scheme === 'redis+cluster') return { type: 'cluster', ...common };
  if (scheme === 'redis+sentinel') return { type: 'sentinel', master: parseMaster(path), ...common };
  if (common.nodes.length !== 1) throw invalid('names several hosts; say redis+sentinel:// or redis+cluster://');
  if (!/^\d{0,4}$/.test(path)) throw invalid('must end in the number of the database, such as /0');
  return { type: 'standalone', database: Number(path || 0), ...common };
}

function parseTls(query: string | undefined): boolean {
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys()) if (name !== 'tls') throw invalid(`knows no parameter ${name}, only tls=true`);
  return parameters.get('tls') === 'true';
}

function parseMaster(path: string): string {
  if (path === '') throw invalid('must name the master: redis+sentinel://HOST:PORT,HOST:PORT/MASTER');
  return decodeURIComponent(path);
}

function parseNode(text: string, defaultPort: number): RedisNode {
  const { ipv6, name, port } = /^(?:\[(?<ipv6>[0-9a-fA-F:.]+)\]|(?<name>[^:[\]]+))(?::(?<port>\d{1,5}))?$/.exec(text.trim())?.groups ?? {};
  const host = ipv6 ?? name;
  const number = port === undefined ? defaultPort : Number(port);
  if (host === undefined || number < 1 || number > 65_535) throw invalid(`has a host that is no HOST:PORT: ${text.trim()}`);
  return { host, port: number };
}

function invalid(what: string): OperatorError {
  return new OperatorError('ConfigurationInvalid', `The address of Redis ${what}.`);
}
