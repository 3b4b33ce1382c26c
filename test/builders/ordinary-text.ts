/** Log lines as programs write them, made from a seed, without anything to hide: full of ids, hashes, times, versions, names and numbers. */
import { createRandom } from '../../engine/math.ts';

type Random = () => number;

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
const many = (random: Random, length: number, characters: string): string =>
  Array.from({ length }, () => characters[Math.floor(random() * characters.length)]).join('');
const digits = (random: Random, length: number): string => String(1 + Math.floor(random() * 9)) + many(random, length - 1, '0123456789');
const hex = (random: Random, length: number): string => many(random, length, '0123456789abcdef');
const uuid = (random: Random): string => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-');
const name = (random: Random): string =>
  pick(random, ['cart', 'checkout', 'web', 'ledger', 'search', 'mail-worker', 'auth-proxy', 'token-service']);
const pod = (random: Random): string => `${name(random)}-${hex(random, 9)}-${many(random, 5, 'bcdfghjklmnpqrstvwxz2456789')}`;
const time = (random: Random): string => new Date(1_700_000_000_000 + Math.floor(random() * 1e11)).toISOString();

const forms: readonly ((random: Random) => string)[] = [
  (random) => `request ${uuid(random)} served in ${digits(random, 3)}ms`,
  (random) => `order_id=${digits(random, 16)} customer_id=${digits(random, 9)} placed`,
  (random) => `trace_id=${hex(random, 32)} span_id=${hex(random, 16)} parent=${hex(random, 16)}`,
  (random) => `{"traceId":"${hex(random, 32)}","spanId":"${hex(random, 16)}","orderId":"${digits(random, 16)}","ts":${digits(random, 13)}}`,
  (random) => `pulled image registry.example.org/${name(random)}@sha256:${hex(random, 64)} (${digits(random, 8)} bytes)`,
  (random) => `commit ${hex(random, 40)} of branch feature/${name(random)}-${digits(random, 4)}`,
  (random) => `pod ${pod(random)} scheduled on node ip-10-0-${digits(random, 2)}-${digits(random, 2)}.internal`,
  (random) => `container containerd://${hex(random, 64)} started`,
  (random) => `offset=${digits(random, 12)} partition=${digits(random, 2)} lag=${digits(random, 5)} epoch=${digits(random, 10)}`,
  (random) =>
    `installed ${name(random)}@${digits(random, 1)}.${digits(random, 2)}.${digits(random, 1)}-rc.${digits(random, 1)} from v1.${digits(random, 2)}.0`,
  (random) => `clock offset +0.${digits(random, 6)} s, drift -${digits(random, 2)}.${digits(random, 3)} ppm at ${time(random)}`,
  (random) => `${time(random)} checkpoint complete: wrote ${digits(random, 5)} buffers; write=${digits(random, 1)}.${digits(random, 3)} s`,
  (random) => `GET /api/v1/orders/${digits(random, 10)}?page=${digits(random, 2)}&size=50&sort=date HTTP/1.1" 200 ${digits(random, 5)}`,
  (random) => `thread-${digits(random, 2)} acquired lock 0x${hex(random, 12)} after ${digits(random, 4)} us`,
  (random) => `java.lang.IllegalStateException: cannot open connection to db.shop.svc.cluster.local:5432 (attempt ${digits(random, 1)})`,
  (random) => `	at com.example.shop.${pick(random, ['Cart', 'TokenParser', 'PasswordEncoder'])}.handle(Service.java:${digits(random, 3)})`,
  (random) =>
    `syntax error: unexpected token: ${pick(random, ['}', 'EOF', 'IDENTIFIER', 'x1', 'end_of_line2'])} at line ${digits(random, 2)}`,
  (random) => `token: ${pick(random, ['expired', 'missing', 'expected identifier', 'unexpected }', '17', 'too long'])}`,
  (random) => `invalid password: ${pick(random, ['must contain 8 characters', 'too short', 'expected string', 'does not match'])}`,
  (random) => `authorization: ${pick(random, ['denied for user root', 'failed', 'not required', 'policy allows read'])}`,
  (random) =>
    `using ${pick(random, ['basic authentication', 'bearer token', 'password: YES', 'secret "db-credentials"'])} for ${name(random)}`,
  (random) => `prompt_tokens=${digits(random, 4)} completion_tokens: ${digits(random, 3)} max_tokens=4096`,
  (random) => `secret=shop/${name(random)}-tls cookie: ${pick(random, ['not found', 'disabled'])} session opened for user root(uid=0)`,
  (random) => `session_id=${digits(random, 6)} cache_key=orders:${digits(random, 8)} primary key ${digits(random, 7)}`,
  (random) => `user@${digits(random, 4)}.service: Deactivated successfully, consumed ${digits(random, 2)}.${digits(random, 3)}s CPU time`,
  (random) => `sudo: ann : TTY=pts/0 ; PWD=/home/${name(random)} ; USER=root ; COMMAND=/usr/bin/systemctl restart ${name(random)}`,
  (random) =>
    `memory ${digits(random, 10)} of ${digits(random, 10)} bytes, rss +${digits(random, 8)} bytes, gc ${digits(random, 2)} ${digits(random, 3)} ${digits(random, 4)}`,
  (random) =>
    `numbers ${digits(random, 3)} ${digits(random, 3)} ${digits(random, 4)} and ${digits(random, 4)}-${digits(random, 4)} and ${digits(random, 13)}`,
  (random) =>
    `etag "${hex(random, 32)}" integrity sha512-${many(random, 86, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')}==`,
  (random) =>
    `serial ${hex(random, 2)}:${hex(random, 2)}:${hex(random, 2)}:${hex(random, 2)}:${hex(random, 2)}:${hex(random, 2)} model AB${digits(random, 2)} ${digits(random, 4)} rev`,
];

/** So many lines; equal seeds give equal lines. */
export function ordinaryLines(count: number, seed: number): readonly string[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, at) => (forms[at % forms.length] ?? name)(random));
}
