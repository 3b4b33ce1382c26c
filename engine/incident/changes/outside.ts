/** Who outside of the cluster is complained of, and whether it said itself that it failed. */

export interface Outsider {
  /** Lower case: `api.payments.example.com`. */
  readonly host: string;
  /** It answered, with an error of its own: no change of whoever asked makes it do so. */
  readonly hasFailed: boolean;
}

const longest = 2_000;
const mostHosts = 4;

/** Hosts of other domains that an error names; none where it names nobody outside. */
export function outsidersOf(text: string): readonly Outsider[] {
  const cut = text.slice(0, longest);
  const hasFailed = serverError.test(cut);
  const hosts = new Set<string>();
  for (const [host] of cut.matchAll(domain)) {
    const name = host.toLowerCase();
    if (!isInside.test(name) && !packageName.test(name) && !fileName.test(name) && hosts.size < mostHosts) hosts.add(name);
  }
  return [...hosts].map((host) => ({ host, hasFailed }));
}

/** Three labels and more, as hosts outside have them. */
const domain = /(?<![\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){2,}[a-z]{2,}(?![\w(-])/gi;
const isInside = /(?:^|\.)(?:svc|local|internal|localdomain|localhost|lan|home)(?:\.|$)/;
/** Names of packages and classes begin with what hosts end in. */
const packageName = /^(?:com|org|net|io|dev|java|javax|jakarta|kotlin|scala|github|golang|google|k8s)\./;
const fileName = /\.(?:go|java|kt|scala|py|rb|php|[cm]?[jt]sx?|cs|rs|cpp|cc|exs?|sh|sql|ya?ml|json|xml|conf|log|txt)$/;
/** HTTP, RFC 9110: what begins with 5 is the server's fault. */
const serverError = /(?<![\w.:-])50[0-4](?![\w.:-])|(?<![\w.:-])5xx(?!\w)/i;
