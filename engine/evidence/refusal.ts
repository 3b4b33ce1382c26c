/** Why a component of Kubernetes refused or failed, by the fixed words of its messages (API server, scheduler, kubelet, container runtimes). */

/** Why the API server would not create a pod: `class`, as facts tell it in their details. */
const creations: readonly (readonly [RegExp, string])[] = [
  [/exceeded quota: |failed quota: /, 'quota'],
  [
    /(?:maximum|minimum) \S+ (?:usage )?per (?:Container|Pod)|must (?:be less than or equal to|specify) \S+ (?:limit|request)/i,
    'limit-range',
  ],
  [/violates PodSecurity/, 'pod-security'],
  [/admission webhook "[^"]*" denied/, 'webhook-denied'],
  [/failed calling webhook/, 'webhook-unreachable'],
  [/serviceaccount "[^"]*" not found|error looking up service account/, 'service-account'],
  [/is being terminated/, 'namespace-terminating'],
];

/** The order decides: a lookup that times out is no slow registry. */
const pulls: readonly (readonly [RegExp, string])[] = [
  [/no such host|server misbehaving|temporary failure in name resolution|\blookup \S+ on \S+: /i, 'dns'],
  [/unauthorized|authentication required|no basic auth|failed to authorize|\b401\b/i, 'forbidden'],
  [/access denied|denied:|forbidden|insufficient_scope|\b403\b/i, 'forbidden'],
  [/not found|manifest unknown|name unknown|does not exist|invalid reference format|couldn't parse image/i, 'not-found'],
  [/toomanyrequests|too many requests|\b429\b/i, 'rate-limited'],
  [/x509|certificate/i, 'untrusted'],
  [
    /connection refused|i\/o timeout|tls handshake|deadline exceeded|no route to host|network is unreachable|connection reset|\bEOF\b/i,
    'unreachable',
  ],
];

const volumes: readonly (readonly [RegExp, string])[] = [
  [/Multi-Attach/, 'in-use'],
  [
    /(?:secret|configmap) "[^"]*" not found|references non-existent (?:secret|config) key|persistentvolumeclaim "[^"]*" not found/i,
    'missing',
  ],
  [/permission denied|access denied|operation not permitted/i, 'forbidden'],
  [/timed out|timeout|deadline exceeded/i, 'timeout'],
  [/no space left|disk quota exceeded/i, 'full'],
  [/driver name \S+ not found|no volume plugin matched/i, 'no-driver'],
];

export function creationRefusal(message: string): string | null {
  return classOf(creations, message);
}

/** `dns`, `forbidden`, `not-found`, `rate-limited`, `untrusted` or `unreachable`; null where the message does not say. */
export function pullFailure(message: string): string | null {
  return classOf(pulls, message);
}

export function volumeFailure(message: string): string | null {
  return classOf(volumes, message);
}

/** `secret "x" not found`, `couldn't find key k in ConfigMap ns/x`: what a pod refers to and does not exist; null for anything else. */
export function missingReference(message: string): string | null {
  const named = /\b(secret|configmap|serviceaccount|persistentvolumeclaim) "([^"]{1,253})" not found/i.exec(message);
  if (named !== null) return `${(named[1] ?? '').toLowerCase()}/${named[2] ?? ''}`;
  const key = /couldn't find key (\S{1,253}) in (Secret|ConfigMap) (?:[^/\s]+\/)?(\S{1,253})/.exec(message);
  return key === null ? null : `${(key[2] ?? '').toLowerCase()}/${(key[3] ?? '').replace(/[,;:]$/, '')} key ${key[1] ?? ''}`;
}

/** Why a certificate is not taken (Go's x509 and OpenSSL); null where the message is about something else. */
export function certificateFault(message: string): string | null {
  if (/certificate has expired|certificate is not yet valid|expired certificate/i.test(message)) return 'expired';
  if (/signed by unknown authority|self[- ]signed certificate|unable to get (?:local )?issuer/i.test(message)) return 'untrusted';
  return /certificate is (?:valid for|not valid for)|hostname mismatch/i.test(message) ? 'wrong-name' : null;
}

export interface Predicate {
  /** In the scheduler's words: `Insufficient cpu`, `node(s) had untolerated taint {a: b}`. */
  readonly reason: string;
  readonly nodes: number;
}

/** `0/4 nodes are available: 3 Insufficient cpu, 1 node(s) were unschedulable. preemption: ...`, most nodes first; empty for other messages. */
export function failedPredicates(message: string): readonly Predicate[] {
  const told = /nodes? are available: (.*)/s.exec(message)?.[1] ?? '';
  const [reasons = ''] = told.split(/\.\s+(?:no new claims|preemption)|preemption:/, 1);
  return reasons
    .split(/, (?=\d+ )/)
    .flatMap((part): readonly Predicate[] => {
      const [, nodes, reason] = /^\s*(\d+) (.{1,300}?)\.?\s*$/s.exec(part) ?? [];
      return reason === undefined ? [] : [{ reason, nodes: Number(nodes) }];
    })
    .toSorted((a, b) => b.nodes - a.nodes);
}

function classOf(classes: readonly (readonly [RegExp, string])[], message: string): string | null {
  return classes.find(([words]) => words.test(message))?.[1] ?? null;
}
