/** The fields that log lines speak of, each with the words that prove it. A word counts when it stands there itself, never when one is like it. */

/** In order of precedence: who speaks of a database connection's password speaks of the database. Read on spelled text. */
const domains: readonly (readonly [name: string, words: RegExp])[] = [
  ['dns', /\b(?:dns|nameservers?|resolv\.conf|coredns)\b/],
  ['tls', /\b(?:tls|ssl|x509|certificates?|certs?)\b/],
  [
    'database',
    /\b(?:databases?|db|sql|postgres|mysql|mariadb|mongo|mongodb|cassandra|jdbc|sqlite|hikari|sequelize)\b|\btransactions? (?:was |is )?(?:rolled|aborted|committed|isolation)|\b(?:slow|sql|long-running) quer|\bquer(?:y|ies) (?:took|tim|fail|execut|cancel|plan)|\bselect .* from\b|\b(?:insert into|delete from) /,
  ],
  ['cache', /\b(?:redis|valkey|memcached?|caches?)\b/],
  [
    'queue',
    /\b(?:kafka|rabbit ?mq|rabbit|amqp|nats|sqs|pulsar|queues?|enqueued?|dequeued?|(?:on|to|from|into|kafka) topics?|topic partition|consumers?|producers?|brokers?|dead letters?)\b/,
  ],
  [
    'auth',
    /\b(?:auth|authn|authz|authenticat(?:e|ed|ion|or)|log ?in|logins|logout|sign ?in|logged (?:in|out)|passwords?|credentials?|(?:access|refresh|bearer|id|session|auth) tokens?|jwts?|oauth|oauth2|oidc|saml|ldap|rbac)\b/,
  ],
  ['scheduling', /\b(?:scheduler|scheduling|schedule|scheduled (?:job|task|run)s?|cron|cron ?jobs?|jobs?)\b/],
  ['config', /\b(?:configs?|configurations?|config ?maps?|settings|environment variables?|env vars?|feature flags?)\b/],
  ['memory', /\b(?:memory|heap|oom|gc|garbage collection|swap (?:space|usage))\b/],
  [
    'disk',
    /\bvolumes? (?:mount|claim|attach|is full)|\b(?:disks?|filesystems?|file systems?|inodes?|persistent volumes?|pvcs?|mount(?:s|point)?)\b/,
  ],
  ['grpc', /\b(?:grpc|rpc)\b/],
  [
    'http',
    /\b(?:https?|upstreams?|(?:bad|api|http) gateway|gateway time-?out|endpoints?|status codes?|webhooks?)\b|^(?:"|< )?(?:get|post|put|patch|delete|head|options) [</]/,
  ],
  ['file', /(?<!no such )\bfiles?\b(?! or director)|(?<!or )\bdirector(?:y|ies)\b/],
  ['network', /\b(?:network|sockets?|tcp|udp)\b/],
];

/** Name of the field a spelled text speaks of; null where no word says it. */
export function domainOf(spelled: string): string | null {
  return domains.find(([, words]) => words.test(spelled))?.[0] ?? null;
}
