import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^1 INFO  Bootstrap          Ledger service {version} starting with profile {one:prod|stage}
^2 INFO  Bootstrap          Loaded {int:40..60} routing rules from /etc/ledger/routes-{int:1..4}.yaml
^2 INFO  PoolFactory        Connection pool ready: min={int:2..8} max={int:20..60} url=jdbc:pg://{host}:5432/ledger
^2 INFO  Bootstrap          Ready in {int:3000..9000} ms
flow 190
100 INFO  PaymentController  Payment {@payment} received: {money} from account {@account} via {channel}
100 DEBUG FraudCheck         Scoring {@payment} with model {model}
100 INFO  FraudCheck         Payment {@payment} scored {float:0..1:3} ({int:2..40} features)
92  INFO  LimitService       Daily limit of account {@account} ok, {int:1..95}% used
95  DEBUG RouteSelector      Candidates for {@payment}: [{list:1..4:, :{bank}}]
95  INFO  RouteSelector      Routing {@payment} to {bank}
90  INFO  AuthorizationClient Authorization approved for {@payment} by {bank}, code {ID:6}
12  WARN  AuthorizationClient Authorization declined for {@payment} by {bank}, reason {reason}
85  INFO  PostingService     Posted {int:2..6} entries for {@payment}, balance now {money}
80  INFO  WebhookSender      Notified {merchant} about {@payment} in {int:20..900}ms
end
60 INFO  RefundService      Refund of {money} requested by {person} for {payment}
48 INFO  RefundService      Refund accepted: {payment}
9  INFO  RefundService      Refund rejected: {payment}
70 DEBUG RateCache          Rate {currency}/{currency} = {float:0.1..9:5} (age {int:1..300}s)
30 INFO  RateCache          Refreshed {int:20..60} rates from {one:ecb|internal|fixer}
45 WARN  WebhookSender      Webhook to {merchant} failed with HTTP {one:500|502|503}, attempt {int:1..5} of 5
14 WARN  WebhookSender      Webhook to {merchant} timed out after {int:5000..10000} ms
6  ERROR WebhookSender      Giving up on webhook for {merchant} after 5 attempts
40 INFO  SettlementJob      Batch {date}-{int:1..9} closed: {int:10..4000} payments, total {money}
38 INFO  SettlementJob      Batch {date}-{int:1..9} opened
12 INFO  SettlementJob      Settlement file written to /srv/settle/{date}/{bank}.csv ({log:900..900000} bytes)
55 DEBUG PoolFactory        Pool stats: active={int:0..40} idle={int:0..20} waiting={int:0..9}
~25 WARN PoolFactory        Waited {int:200..4000} ms for a connection
~18 ERROR AuthorizationClient Connection to {bank} lost: {one:Connection reset|Broken pipe|Read timed out}
~12 INFO AuthorizationClient Connection to {bank} restored
~7 ERROR CircuitBreaker     Breaker {bank} open after {int:5..20} failures
5  INFO  CircuitBreaker     Breaker {bank} closed
6  INFO  CircuitBreaker     Breaker {bank} half-open, letting {int:1..3} probes through
20 INFO  SessionFilter      Operator {user} logged in from {ip}
17 INFO  SessionFilter      Operator {user} logged out
8  WARN  SessionFilter      Operator {user}: wrong password ({int:1..4} of 5)
2  ERROR SessionFilter      Operator {user} locked
33 INFO  KycService         Document check for customer "{person}" passed
7  INFO  KycService         Document check for customer "{person}" needs manual review: {one:expired document|name mismatch|blurred photo}
11 WARN  KycService         Sanction list hit for "{person}" on list {one:EU-2|OFAC|UN} with {int:70..99}% similarity
26 INFO  StatementPrinter   Statement {int:1..12}/{int:2021..2024} for account {account} sent to {email}
4  ERROR StatementPrinter   Cannot render statement for account {account}: template {noun} missing
21 INFO  MaintenanceJob     Archived {log:10..90000} rows of {dbtable} older than {date}
10 INFO  MaintenanceJob     Vacuum of {dbtable} took {float:0.2..90:1} s
3  WARN  MaintenanceJob     Replica lag {int:2..90} s
2  WARN  ClockGuard         Clock drift of {int:-900..900} ms against {host}
1  INFO  FeatureFlags       Flag instant-payout enabled by {user}
1  INFO  FeatureFlags       Flag instant-payout disabled by {user}
1  ERROR PostingService     Entry {int:10000..99999} unbalanced: debit {money}, credit {money}
1  WARN  LimitService       Daily limit of account {account} exceeded by {money}
1  INFO  Bootstrap          Shutting down, {int:0..12} requests in flight
`);

export const payments: System = {
  name: 'payments',
  about: 'a payment ledger in Java: columns between pipes, the thread first, a request id that may be missing, names of people, money',
  startMs: Date.UTC(2023, 2, 6, 7),
  paceMs: 900,
  statements,
  fields: {
    payment: 'PAY-{ID:8}',
    account: '{int:1000..9999} {digits:4} {digits:4}',
    money: ['{int:1..900}.{digits:2} EUR', '{int:1..90},{digits:3}.{digits:2} USD', '{int:1..900}.{digits:2} CHF'],
    currency: ['EUR', 'USD', 'CHF', 'SEK', 'JPY', 'PLN'],
    bank: ['nordbank', 'helvetia', 'Banca Alta', 'crescent', 'unity-coop', 'Old Mill Trust'],
    merchant: ['acorn-books', 'velo24', 'Casa Verde', 'pixelmart', 'tea & more', 'Dr. Holm', 'skyfares', 'northwind'],
    channel: ['card', 'transfer', 'wallet', 'direct debit', 'invoice'],
    reason: ['insufficient funds', 'expired card', 'do not honor', 'suspected fraud', 'limit'],
    model: ['gbm-7', 'gbm-8', 'rules', 'shadow-net'],
    dbtable: ['entry', 'payment', 'audit_event', 'webhook_try'],
    host: ['db-a', 'db-b', 'time1.example.net'],
    date: '202{int:2..3}-0{int:1..9}-{int:10..28}',
    thread: ['exec-{int:1..40}', 'exec-{int:1..40}', 'sched-{int:1..4}', 'main'],
    request: ['r={id:10}', 'r={id:10}', 'r=-'],
  },
  line: ({ atMs, level, source, message, fill }) =>
    `${fill('{@thread}')}|${stamp(atMs, 'hh:mm:ss.SSS')}|${level.padEnd(5)}|${source}|${fill('{@request}')}|${message}`,
};
