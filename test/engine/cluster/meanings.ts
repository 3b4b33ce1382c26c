/** Sixty hand-made messages of twenty meanings, each as three people would write it, with the name its group ought to have. */
export const meanings: Readonly<Record<string, readonly string[]>> = {
  'database.connection_timeout': [
    'could not connect to database: connection timed out',
    'org.postgresql.util.PSQLException: timeout while connecting to postgres after <duration>',
    'MySQL connection attempt timed out (<ip>:<num>)',
  ],
  'database.deadlock': [
    'ERROR: deadlock detected while updating accounts',
    'Deadlock found when trying to get lock; try restarting transaction',
    'sql transaction aborted: EDEADLK',
  ],
  'database.duplicate_key': [
    'duplicate key value violates unique constraint "<text>"',
    "Duplicate entry '<num>' for key 'PRIMARY'",
    'UNIQUE constraint failed: invoices.number',
  ],
  'database.slow_query': [
    'slow query: <duration> SELECT name FROM customers',
    'query took <duration>, more than <duration>',
    'Slow SQL detected (<num> ms)',
  ],
  'http.server_error': ['GET <path> 5xx <duration>', 'upstream returned 500 for <path>', '<ip> "POST <path> HTTP/1.1" 503 <num>'],
  'http.rate_limited': [
    '429 Too Many Requests',
    'client <ip> is rate limited, retry after <duration>',
    'request throttled: rate limit of <num> per minute exceeded',
  ],
  'http.client_error': ['PUT <path> 4xx in <duration>', 'HTTP 400 Bad Request: body is empty', 'endpoint answered 422 for <path>'],
  'auth.failed': ['login failed for <email>', 'Invalid password for user <id>', 'authentication failure from <ip>: wrong credentials'],
  'auth.token_expired': ['JWT expired at <timestamp>', 'access token has expired', 'rejected an expired bearer token of <id>'],
  'disk.no_space': [
    'write <path>: no space left on device',
    'ENOSPC while appending to the journal',
    'Disk full on /data: cannot extend segment',
  ],
  'memory.out_of_memory': [
    'java.lang.OutOfMemoryError: Java heap space',
    'fatal: out of memory, cannot allocate <num> bytes',
    'container was OOMKilled',
  ],
  'queue.lagging': [
    'consumer lag of <num> on topic orders',
    'Kafka consumer group is falling behind by <num> messages',
    'queue backlog grows: <num> waiting',
  ],
  'queue.connection_refused': [
    'connection refused by kafka broker <host>:<num>',
    'amqp dial <ip>:<num>: connect: connection refused',
    'RabbitMQ: connect ECONNREFUSED <ip>:<num>',
  ],
  'dns.lookup_failed': [
    'getaddrinfo EAI_AGAIN payments.shop.svc',
    'dial tcp: lookup users: no such host',
    'could not resolve host: api.example.com',
  ],
  'tls.certificate_expired': [
    'x509: certificate has expired or is not yet valid',
    'peer certificate expired <num> days ago',
    'TLS error: CERTIFICATE_EXPIRED',
  ],
  'tls.handshake_failed': [
    'TLS handshake error from <ip>: EOF',
    'SSL handshake failed with <host>',
    'handshake with peer <ip> timed out, dropping tls connection',
  ],
  'config.missing': [
    'environment variable API_URL is not set',
    'missing configuration key pricing.currency',
    'Required setting "region" is missing from config',
  ],
  'scheduling.completed': [
    'cron job nightly-report finished in <duration>',
    'Scheduled job cleanup completed',
    'job <id> done after <duration>',
  ],
  'process.started': [
    'Server listening on port <num>',
    'Application started in <duration>',
    'worker process initialized, service is ready',
  ],
  'order.created': ['order <num> created', 'Created order <num> with <num> items', 'new order created: <id>'],
};
