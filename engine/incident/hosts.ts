/** Host names in the configuration and in the error texts of a workload. */
import type { Fields } from '../evidence/field.ts';
import type { KubeObject } from '../domain.ts';
import { fieldsAt, listAt, textAt } from '../evidence/field.ts';

export interface HostMention {
  /** Lower case, as written: `cart`, `cart.shop.svc`, `10.0.0.7`. */
  readonly host: string;
  /** True where only a host can stand: in a URL, before a port. A bare word may be anything. */
  readonly certain: boolean;
  /** Where it stands: `environment variable CART_URL`. */
  readonly source: string;
}

const maxMentions = 64;
const maxTextLength = 4096;
const maxKeys = 200;
/** Variables whose whole value is a host. */
const hostVariable = /(HOST|ADDR|URL|URI|SERVER|SERVICE|ENDPOINT|BROKER|UPSTREAM|TARGET|BACKEND|DSN|NODES)/i;
const token = /[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?/g;

type Redact = (text: string) => string;

/**
 * Hosts that a pod spec's environment variables, commands and arguments name; read before their values are hashed, and out of redacted text, since a
 * password may look like a host.
 */
export function hostsInPodSpec(podSpec: unknown, redact: Redact): readonly HostMention[] {
  const containers = [...listAt(podSpec, 'containers'), ...listAt(podSpec, 'initContainers')];
  return containers.flatMap((container) => [...inEnvironment(container, redact), ...inArguments(container, redact)]).slice(0, maxMentions);
}

/** The hosts that one value of a ConfigMap names. */
export interface HostsOfKey {
  readonly key: string;
  readonly hosts: readonly HostMention[];
}

/** By key, as delivered, before values are hashed; a key whose value names no host is left out. */
export function hostsInConfigMap(map: KubeObject, redact: Redact): readonly HostsOfKey[] {
  let left = maxMentions;
  return Object.entries(fieldsAt(map, 'data'))
    .slice(0, maxKeys)
    .flatMap(([key, value]) => {
      if (typeof value !== 'string' || left === 0) return [];
      const hosts = hostsInValue(key, value, { source: `ConfigMap ${map.metadata.name}, ${key}`, redact }).slice(0, left);
      left -= hosts.length;
      return hosts.length === 0 ? [] : [{ key, hosts }];
    });
}

/** Host-like words of a text, certain ones first; each host once. */
export function hostsInText(text: string, source: string): readonly HostMention[] {
  const found = new Map<string, HostMention>();
  const cut = text.slice(0, maxTextLength);
  for (const match of cut.matchAll(token)) {
    const host = match[0].toLowerCase();
    const certain = standsAsHost(cut, match.index, match[0].length);
    if (found.get(host)?.certain === true) continue;
    found.set(host, { host, certain, source });
  }
  return [...found.values()].toSorted((a, b) => Number(b.certain) - Number(a.certain));
}

function inEnvironment(container: Fields, redact: Redact): readonly HostMention[] {
  return listAt(container, 'env').flatMap((variable) => {
    const name = textAt(variable, 'name') ?? '';
    return hostsInValue(name, textAt(variable, 'value') ?? '', { source: `environment variable ${name}`, redact });
  });
}

/** Of a variable or of a key of a ConfigMap. */
function hostsInValue(
  name: string,
  text: string,
  { source, redact }: { readonly source: string; readonly redact: Redact },
): readonly HostMention[] {
  // With its name before it, since that alone gives most secrets away.
  const [, value = ''] = redact(`${name}=${text.slice(0, maxTextLength)}`).split(/=(.*)/s);
  const whole = hostVariable.test(name) && /^[A-Za-z0-9.-]+$/.test(value) ? [{ host: value.toLowerCase(), certain: true, source }] : [];
  return [...whole, ...hostsInText(value, source).filter(({ certain }) => certain)];
}

function inArguments(container: Fields, redact: Redact): readonly HostMention[] {
  return ['command', 'args'].flatMap((key) => {
    const words = container[key];
    if (!Array.isArray(words)) return [];
    const text = words
      .filter((word) => typeof word === 'string')
      .join(' ')
      .slice(0, maxTextLength);
    return hostsInText(redact(text), 'command line').filter(({ certain }) => certain);
  });
}

/** In front of a port or after `//` (with or without a user): a mask such as `<num>` may stand for the port. */
function standsAsHost(text: string, start: number, length: number): boolean {
  const after = text.slice(start + length, start + length + 2);
  const before = text.slice(Math.max(0, start - 2), start);
  if (standsAsUser(text, start, length)) return false;
  if (before === '//') return true;
  if (/^:[\d<]/.test(after)) return true;
  const authority = text.slice(Math.max(0, start - 200), start);
  return before.endsWith('@') && /\/\/[^/\s]*$/.test(authority);
}

/** `user:password@` stands where a host does, and a password of digits looks like a port. */
function standsAsUser(text: string, start: number, length: number): boolean {
  const authority = /\/\/[^/\s@]*$/.test(text.slice(Math.max(0, start - 200), start));
  return authority && /^[^/\s@,]*@/.test(text.slice(start + length, start + length + 200));
}

/** Whether a host of no cluster is meant, and not a file or a page for readers. */
export function isOutside(host: string): boolean {
  return outside.test(host) && !fileName.test(host) && !forReaders.test(host);
}

const outside = /^[a-z0-9.-]*[a-z][a-z0-9.-]*\.[a-z]{2,}$/;
/** `main.go:42` looks like a host with a port. */
const fileName = /\.(go|java|kt|scala|py|rb|php|[cm]?[jt]sx?|cs|rs|cpp|cc|exs?|sh|sql|ya?ml|json|xml|conf|log|txt)$/;
/** Error texts, in whatever language, send people to such pages; no program calls them. */
const forReaders = /^(bugs|bugzilla|docs?|wiki|help|kb|learn|forum)\./;
