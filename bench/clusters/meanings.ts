/**
 * The forty meanings of `bench/clusters.ts`, with the names that are right for each: `database` and what is the matter there. A name that fits
 * none of them is wrong; no name is not.
 */
export interface Labelled {
  readonly meaning: string;
  readonly text: string;
}

/** Meaning -> expression over a whole name. */
export const rightNames: Readonly<Record<string, RegExp>> = {
  'database unreachable': /^database\.(?:connection_(?:timeout|failed|lost)|unavailable|unreachable)$/,
  'connection refused': /^[a-z]+\.connection_refused$/,
  'connection reset': /^[a-z]+\.connection_(?:reset|lost|closed)$/,
  'name lookup failed': /^dns\.(?:lookup_failed|not_found|timeout)$/,
  'certificate expired': /^(?:tls|certificate)\.(?:certificate_)?expired$/,
  'handshake failed': /^tls\.handshake_failed$/,
  'login failed': /^(?:auth|login|user)\.(?:login_|authentication_)?(?:failed|rejected)$/,
  'permission denied': /^(?:auth|http|file|access|user)\.(?:permission_denied|access_denied|forbidden|denied)$/,
  'token expired': /^(?:auth|token)\.(?:token_)?expired$/,
  'no space': /^(?:disk|file)\.no_space$/,
  'file not found': /^file\.not_found$/,
  'out of memory': /^(?:memory|process)\.(?:out_of_memory|exhausted)$/,
  deadlock: /^database\.deadlock$/,
  'duplicate key': /^database\.(?:duplicate_key|constraint_violated)$/,
  'slow query': /^database\.slow(?:_query)?$/,
  'lock timeout': /^database\.(?:lock_timeout|locked)$/,
  'pool exhausted': /^(?:database|network)\.pool_exhausted$/,
  'server error': /^http\.(?:server_error|bad_gateway|unavailable)$/,
  'rate limited': /^http\.rate_limited$/,
  'setting missing': /^config\.(?:missing|not_set)$/,
  'value set': /^config\.value_set$/,
  'configuration reloaded': /^config\.(?:reloaded|loaded|changed|updated)$/,
  'queue lagging': /^queue\.(?:lagging|backlog)$/,
  'payment declined': /^(?:payment|card)\.(?:declined|rejected|failed)$/,
  'payment done': /^payment\.(?:completed|captured|authorized|succeeded|received|accepted|confirmed)$/,
  'input invalid': /^(?:request|input|validation|field|email|form|http)\.(?:invalid|client_error|validation_failed|missing)$/,
  'json unreadable': /^(?:json|message|response)\.(?:invalid|parse_failed|decode_failed)$/,
  'process crashed': /^process\.(?:crashed|segfault|aborted|killed|exited)$/,
  'probe failed': /^process\.(?:probe_failed|unhealthy)$/,
  'garbage collection': /^memory\.garbage_collection$/,
  'program started': /^(?:process|server|service|application|http)\.started$/,
  'program stopped': /^(?:process|server|service|application)\.(?:stopped|terminated)$/,
  'order created': /^order\.(?:created|placed)$/,
  'user logged in': /^(?:auth|user)\.(?:login_succeeded|logged_in)$/,
  'user registered': /^(?:user|account|customer)\.(?:registered|created)$/,
  'job completed': /^(?:scheduling|job)\.completed$/,
  'backup completed': /^backup\.(?:completed|created|saved)$/,
  'mail sent': /^(?:mail|email)\.sent$/,
  'database connected': /^(?:database|network)\.connected$/,
  'file uploaded': /^file\.(?:uploaded|stored|saved)$/,
};
