/** A small open vocabulary of what log lines are about, and of what happened to it; the first entry that fits names it. */

type Entry = readonly [name: string, words: RegExp];

const domains: readonly Entry[] = [
  ['database', /\b(?:database|db|sql|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|cassandra|jdbc|sqlite|transaction|deadlock)\b/i],
  ['cache', /\b(?:redis|memcached?|cache[ds]?|caching)\b/i],
  ['queue', /\b(?:kafka|rabbitmq|amqp|nats|sqs|queues?|topics?|consumer|producer|broker|partitions?)\b/i],
  ['tls', /\b(?:tls|ssl|x509|certificates?|handshake)\b/i],
  [
    'auth',
    /\b(?:auth|authn|authz|authenticat\w+|authoriz\w+|unauthori[sz]ed|login|logged in|token|jwt|oauth|oidc|credentials?|password|forbidden|permission)\b/i,
  ],
  ['memory', /\b(?:memory|heap|oom|oomkilled|garbage collection|gc)\b/i],
  ['disk', /\b(?:disk|filesystem|file system|no space left|inodes?|i\/o|volume|read-only)\b/i],
  ['config', /\b(?:config|configuration|configmap|property|properties|settings?|environment variable|env)\b/i],
  ['scheduling', /\b(?:schedul\w+|cron|jobs?|timer|batch)\b/i],
  ['http', /\b(?:https?|requests?|responses?|upstream|gateway|endpoint|get|post|put|patch|status)\b/i],
  ['network', /\b(?:network|socket|connect\w*|tcp|udp|peer|dns|hosts?|grpc|rpc)\b/i],
  ['process', /\b(?:process|server|service|application|shutdown|sigterm|listening|startup|started|stopped|worker)\b/i],
];

const symptoms: readonly Entry[] = [
  ['configured', /\b(?:timeout|limit|size|level) (?:is |was )?(?:set|configured|defaults?)\b/i],
  ['out_of_memory', /\b(?:out of memory|oom|oomkilled|outofmemoryerror|heap space|cannot allocate)\b/i],
  ['no_space', /\b(?:no space left|disk full|disk is full|quota exceeded)\b/i],
  ['connection_timeout', /\bconnect\w*\b.*\btim(?:e|ed)[ -]?out\b|\btim(?:e|ed)[ -]?out\b.*\bconnect\w*\b/i],
  ['refused', /\b(?:refused|reset by peer|broken pipe|connection closed|connection lost)\b/i],
  [
    'connection_failed',
    /\b(?:could not|cannot|can't|couldn't|failed to|unable to) (?:re)?connect\b|\bconnection (?:failed|error)\b|\bunreachable\b|\bno route to host\b/i,
  ],
  ['timeout', /\btim(?:e|ed)[ -]?outs?\b|\bdeadline exceeded\b/i],
  ['unavailable', /\b(?:unavailable|no such host|not ready|no healthy)\b/i],
  ['denied', /\b(?:denied|forbidden|unauthori[sz]ed|not allowed|authentication failed|invalid (?:token|credentials?|password)|expired)\b/i],
  ['not_found', /\b(?:not found|no such|missing|does not exist|doesn't exist|404)\b/i],
  ['deadlock', /\b(?:deadlock|lock wait|could not obtain lock)\b/i],
  ['exhausted', /\b(?:rate limit\w*|too many|throttl\w+|exhausted|exceeded|backpressure|pool is full)\b/i],
  ['conflict', /\b(?:conflict|duplicate|already exists|constraint)\b/i],
  ['invalid', /\b(?:invalid|malformed|illegal|unexpected|syntax|cannot parse|could not parse|unmarshal\w*)\b/i],
  ['crash', /\b(?:panic|segfault|segmentation fault|core dumped|fatal|uncaught|unhandled|traceback|nullpointer\w*)\b/i],
  ['retry', /\b(?:retry|retrying|retries|attempt)\b/i],
  ['slow', /\b(?:slow|latency|took too long)\b/i],
  ['failed', /\b(?:fail\w*|errors?|unable|could not|cannot|exception)\b/i],
  ['started', /\b(?:start\w*|listening|ready|boot\w*|initiali[sz]\w+)\b/i],
  ['stopped', /\b(?:stop\w*|shut(?:ting)? ?down|terminat\w+|exit\w*|sigterm)\b/i],
  ['completed', /\b(?:complet\w+|finish\w*|done|succe\w+|processed|created|updated|deleted)\b/i],
];

/** People say these in many ways and mean one: the other side cannot be reached. */
const connectionTroubles = new Set(['connection_timeout', 'connection_failed', 'refused', 'unavailable']);

export interface Meaning {
  readonly domain: string | null;
  readonly symptom: string | null;
}

export function meaningOf(text: string): Meaning {
  return { domain: firstOf(domains, text), symptom: firstOf(symptoms, text) };
}

/** Terms that stand for the meaning, beside the words it was said in. */
export function conceptsOf({ domain, symptom }: Meaning): readonly string[] {
  const what = symptom !== null && connectionTroubles.has(symptom) ? 'connection-trouble' : symptom;
  return [...(domain === null || domain === 'network' ? [] : [`@${domain}`]), ...(what === null ? [] : [`@${what}`])];
}

/** Patterns are short; of a longer text the beginning says what it is about, and the expressions stay cheap. */
const readCharacters = 400;

function firstOf(entries: readonly Entry[], text: string): string | null {
  const read = text.slice(0, readCharacters);
  return entries.find(([, words]) => words.test(read))?.[0] ?? null;
}
