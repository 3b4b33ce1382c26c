/** Routes in the text of a gateway's configuration: which paths lead to which hosts, whatever the language (YAML, JSON, nginx and its kin). */

export interface TextRoute {
  readonly path: string;
  readonly host: string;
}

const maxTextLength = 200_000;
const maxRoutes = 300;
/** A path further away than this from any host belongs to none. */
const maxDistance = 12;

interface Place {
  readonly value: string;
  /** Lines from the beginning, where the end of a block counts as several. */
  readonly position: number;
}

/** Each path with the host that stands nearest to it within its block; fewer than two of either are no routes. */
export function routesInText(text: string): readonly TextRoute[] {
  const paths: Place[] = [];
  const hosts: Place[] = [];
  let position = 0;
  for (const line of text.slice(0, maxTextLength).split('\n')) {
    position += 1 + (endsBlock.test(line) ? blockEnd : 0);
    const code = line.replace(comment, '');
    for (const host of hostsOf(code)) hosts.push({ value: host, position });
    for (const match of code.replaceAll(url, ' ').matchAll(path)) if (match[1] !== undefined) paths.push({ value: match[1], position });
  }
  if (new Set(paths.map(({ value }) => value)).size < 2 || new Set(hosts.map(({ value }) => value)).size < 2) return [];
  return paths.slice(0, maxRoutes).flatMap((place) => {
    const nearest = hosts.reduce<Place | null>(
      (best, host) => (best === null || distance(host, place) < distance(best, place) ? host : best),
      null,
    );
    return nearest === null || distance(nearest, place) > maxDistance ? [] : [{ path: place.value, host: nearest.value }];
  });
}

const blockEnd = 3;
/** An empty line, a closing brace, the next item of a list. */
const endsBlock = /^\s*$|^\s*[}\]]|^\s*- /;
const comment = /(?:^|\s)#.*$/;
const url = /[a-z][a-z0-9+.-]*:\/\/\S+/gi;
const path = /(?:^|[\s"'=:(,~^])(\/[A-Za-z][A-Za-z0-9_\-./{}*]*)/g;
/** In a URL, perhaps as the default of a variable; or after a key that names whom a route leads to. */
const hostInUrl = /[a-z][a-z0-9+.-]*:\/\/(?:\$\{[^:}]*:-?([A-Za-z0-9][A-Za-z0-9.-]*)|([A-Za-z0-9][A-Za-z0-9.-]*))/gi;
const hostAfterKey =
  /\b(?:service|serviceName|service_name|backend|cluster|upstream|host|hostname|server|destination)["']?\s*[:= ]\s*["']?([A-Za-z][A-Za-z0-9-]*[A-Za-z0-9](?:\.[A-Za-z0-9.-]+)?)/g;

function hostsOf(line: string): readonly string[] {
  const inUrls = [...line.matchAll(hostInUrl)].flatMap((match) => match[1] ?? match[2] ?? []);
  const found = inUrls.length > 0 ? inUrls : [...line.matchAll(hostAfterKey)].flatMap((match) => match[1] ?? []);
  return found.map((host) => host.toLowerCase());
}

function distance(one: Place, other: Place): number {
  return Math.abs(one.position - other.position);
}
