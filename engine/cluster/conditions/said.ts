/** What is said by some words together, in whatever order a language puts them. */
import { paid, unreachable, type Condition } from './condition.ts';

const failing = /\bfail\w*|\berrors?\b|\bcould not\b|\bcan ?not\b|\bunable\b|\bimpossible\b|\bproblem\b/;
const denying = /\b(?:not|fail\w*|could|error|refused|lost|unable|invalid|exceeded|no more)\b/;
const connection = /\b(?:re)?connect(?:ion|ions|ing|s)?\b/;

export const said: readonly Condition[] = [
  // Opposites of trouble, before what is alike
  {
    name: 'value_set',
    home: 'config',
    always: true,
    words: /\b(?:time-?outs?|limit|level|retries|size|interval|threshold|ttl)\b/,
    near: [/\b(?:set|configured|changed|adjusted)\b(?!-)/],
    unless:
      /\b(?:must|should|to be|to set|set all|please|cannot|can't|could not)\b|\bfail\w*|\bexceeded\b|\bcould not\b|\bnot set\b|\binvalid\b|\berror\b|\bmissing\b|\btimed out\b/,
  },
  {
    name: 'connected',
    home: 'network',
    words: /\b(?:successfully |re|now )?connected (?:to|with|at|<)|\bconnection\b/,
    near: [/\bconnected\b|\bestablished\b|\bopened\b|\bsucce(?:ssful\w*|eded)\b|\brestored\b/],
    unless: /\b(?:not|fail\w*|could|error|refused|lost|unable|cannot|closed|dis\w+|timeout|timed|never|no)\b/,
  },
  {
    name: 'login_succeeded',
    home: 'auth',
    always: true,
    words: /\blog ?in\b|\bsign ?in\b|\bauthenticat(?:ion|ed)\b/,
    near: [/\bsucce(?:ssful\w*|eded)\b|\baccepted\b|\blogged in\b/],
    unless: denying,
  },
  // The other side
  {
    name: 'connection_refused',
    home: 'network',
    words: connection,
    near: [/\b(?:refused|rejected|denied)\b/],
  },
  {
    name: 'connection_reset',
    home: 'network',
    words: /\b(?:dis)?connect(?:ion|ions|ed)?\b/,
    near: [
      /\b(?:reset|lost|interrupted|dropped|broken|terminated)\b|\bclosed\b.{0,30}\b(?:peer|remote|client|unexpected\w*)\b|\b(?:server|peer|client|host|remote|broker|proxy|unexpected\w*) closed\b/,
    ],
  },
  {
    name: 'handshake_failed',
    home: 'tls',
    always: true,
    words: /\bhandshake\b/,
    near: [/\bfail\w*|\berrors?\b|\baborted\b|\btime-?out\b|\brefused\b/],
  },
  {
    name: 'lookup_failed',
    home: 'dns',
    always: true,
    words: /\bresolv(?:e|ing)\b|\bresolution\b|\blookup\b/,
    near: [failing, /\bhost\b|\bname\b|\bdns\b|\bdomain\b/],
  },
  {
    name: 'lock_timeout',
    home: 'database',
    always: true,
    words: /\block(?:s|ed)?\b/,
    near: [/\btime-?out\b|\btimed out\b/],
  },
  {
    name: 'connection_timeout',
    home: 'network',
    family: unreachable,
    words: connection,
    near: [/\btime-?outs?\b|\btimed out\b|\bexpired\b/],
  },
  {
    name: 'connection_failed',
    home: 'network',
    family: unreachable,
    words: /\b(?:re)?connect(?:ion|ing)?\b|\breach(?:ed)?\b/,
    near: [
      /\bfail\w*|\berrors?\b|\bimpossible\b|\b(?:could not|can ?not|unable to)(?: (?!set|get)[^\s:;.]+){0,6} (?:connect|reach|establish|open)|\bcould not$/,
    ],
  },
  {
    name: 'certificate_invalid',
    home: 'tls',
    always: true,
    words: /\bcertificate\b/,
    near: [/\bverif(?:y|ication)\b|\bvalidation\b/, failing],
  },
  // Who may
  {
    name: 'failed',
    home: 'auth',
    always: true,
    words: /\b(?:log ?in|sign ?in|authentication|authenticate|password|credentials|user ?name)\b/,
    near: [/\bfail(?:ed|ure|s)?\b|\bwrong\b|\binvalid\b|\bincorrect\b|\brefused\b|\brejected\b|\bdenied\b|\bcould not\b/],
  },
  {
    name: 'token_expired',
    home: 'auth',
    always: true,
    words: /\b(?:token|jwt)s?\b/,
    near: [/\bexpired?\b|\bno longer valid\b/],
  },
  {
    name: 'permission_denied',
    home: 'auth',
    words: /\bnot (?:allowed|permitted|authori[sz]ed)\b|\bforbidden\b|\bdenied\b/,
    near: [/\b(?:users?|roles?|clients?|accounts?|principal|members?|tenants?|access)\b(?!-)/],
  },
  {
    name: 'permission_denied',
    home: 'auth',
    words: /\baccess\b/,
    near: [/\b(?:denied|refused|no more)\b|\bnot (?:granted|allowed)\b/],
  },
  {
    name: 'permission_denied',
    home: 'auth',
    words: /\b(?:permissions?|privileges?|access rights?)\b/,
    near: [/\b(?:denied|refused|missing|insufficient|lacks?|lacking|no more|without)\b|\bnot (?:granted|allowed)\b/],
  },
  // What runs out
  {
    name: 'no_space',
    home: 'disk',
    always: true,
    words: /\b(?:disk|space|volume|device|filesystem|storage)\b/,
    near: [
      /\bfull\b|\binsufficient\b|\bno more\b|\bexhausted\b|\bnot enough\b|\bno space\b|\bout of\b/,
      /\b(?:disk|space|storage|filesystem|device)\b/,
    ],
  },
  {
    name: 'out_of_memory',
    home: 'memory',
    always: true,
    words: /\b(?:memory|heap|ram)\b/,
    near: [/\binsufficient\b|\bno more\b|\bexhausted\b|\bnot enough\b|\bfull\b|\bout of\b|\brun out\b/],
  },
  {
    name: 'rate_limited',
    home: 'http',
    always: true,
    words: /\brequests?\b|\bquota\b|\brate\b/,
    near: [/\btoo many\b|\blimit\b.*\bexceeded\b|\bexceeded\b.*\blimit\b|\bquota\b.*\bexceeded\b|\bthrottl\w+/],
  },
  {
    name: 'too_many_open',
    home: 'file',
    always: true,
    words: /\btoo many\b/,
    near: [/\bopen\b/, /\bfiles?\b/],
  },
  // Data
  {
    name: 'invalid',
    home: 'json',
    always: true,
    words: /\bjson\b/,
    near: [/\b(?:parse|parsing|unmarshal|unexpected|malformed|invalid|decod\w+|syntax error|deseriali[sz]\w+)\b/],
    unless: /\b(?:successfully|parsed in|decoded in)\b/,
  },
  { name: 'validation_failed', home: 'input', family: 'invalid', words: /\bvalidation\b/, near: [/\bfail(?:ed|ure|s)?\b|\berrors?\b/] },
  {
    name: 'duplicate_key',
    home: 'database',
    words: /\bduplicated?\b/,
    near: [/\b(?:key|constraint|unique|index)\b/],
  },
  { name: 'slow_query', home: 'database', always: true, words: /\bslow\b/, near: [/\bquery\b|\bsql\b|\bselect\b.*\bfrom\b/] },
  { name: 'slow_query', home: 'database', always: true, words: /\bquery\b/, near: [/\b(?:took|lasted)\b/] },
  {
    name: 'lagging',
    home: 'queue',
    words: /\b(?:queue|consumers?|messages?|topic|partition|offset)\b/,
    near: [/\b(?:behind|backlog|delayed|lag|lags|lagging)\b/],
  },
  // Settings
  {
    name: 'missing',
    home: 'config',
    always: true,
    words: /\benvironment variable\b|\bsetting\b|\bconfig(?:uration)?\b(?: value| key| option)?|\brequired (?:option|parameter|argument)\b/,
    near: [/\bmissing\b|\bnot set\b|\bnot defined\b|\bundefined\b/],
  },
  {
    name: 'reloaded',
    home: 'config',
    always: true,
    words: /\bconfig(?:s|uration|urations)?\b|\bsettings?\b/,
    near: [/\brelo(?:aded|ading|ads)\b|\bre-?read\b/],
    unless: denying,
  },
  // Programs
  {
    name: 'probe_failed',
    home: 'process',
    always: true,
    words: /\b(?:health|liveness|readiness|startup)(?: check| probe)?\b/,
    near: [/\bfail\w*|\berrored\b|\bunhealthy\b/],
  },
  {
    name: 'crashed',
    home: 'process',
    family: 'crashed',
    words: /\b(?:process|service|worker|container|application|program|server|child)\b/,
    near: [/\bunexpected(?:ly)?\b/, /\b(?:ended|terminated|stopped|exited|died|completed|shutting down)\b/],
  },
  { name: 'server_error', home: 'http', always: true, words: /\binternal\b/, near: [/\bserver\b/, /\berror\b/] },
  {
    name: 'server_error',
    home: 'http',
    always: true,
    words: /\b(?:answered|responded|returned|replied)\b/,
    near: [/\b(?:status|code) 5\d\d\b/],
  },
  // Money
  {
    name: 'declined',
    home: 'payment',
    always: true,
    words: /\b(?:payment|card|charge|transfer)\b/,
    near: [/\b(?:declined|refused|rejected)\b/],
  },
  {
    name: 'authorized',
    home: 'payment',
    always: true,
    family: paid,
    words: /\b(?:payment|charge)\b/,
    near: [/\bauthori[sz]ed\b/],
    unless: denying,
  },
  {
    name: 'completed',
    home: 'payment',
    always: true,
    family: paid,
    words: /\b(?:payment|charge)\b/,
    near: [/\b(?:captured|completed|successful\w*|succeeded|accepted|confirmed|processed|received|settled)\b/],
    unless: denying,
  },
];
