/** How a request fails, and what the program that made it says then. */
import type { Level } from './dialect.ts';

/** What a caller meets. */
export type Mode =
  | 'refused'
  | 'timeout'
  | 'server-error'
  | 'unresolved'
  | 'untrusted'
  | 'too-many-connections'
  | 'pool-timeout'
  | 'internal'
  | 'read-only';

/** Gamma of two sorts of programs: each service speaks as one of them, whatever fails. */
export interface Complaint {
  readonly level: Level;
  readonly text: string;
  /** Lines that follow, as of a stack. */
  readonly rest?: readonly string[];
}

/** `target` is `host:port` of what failed; `what` its name; `noun` what the speaker is about. */
export interface About {
  readonly target: string;
  readonly what: string;
  readonly noun: string;
  /** Which of the ways of saying so the speaker has. */
  readonly manner: number;
}

export function complaintOf(mode: Mode, about: About): Complaint {
  const ways = words[mode](about);
  return ways[about.manner % ways.length] ?? { level: 'ERROR', text: `request failed: ${mode}` };
}

const error = (text: string, ...rest: string[]): Complaint => ({ level: 'ERROR', text, ...(rest.length > 0 ? { rest } : {}) });

const words: Readonly<Record<Mode, (about: About) => readonly Complaint[]>> = {
  refused: ({ target, what, noun }) => [
    error(`call to ${what} failed: dial tcp ${target}: connect: connection refused`),
    error(`failed to load ${noun} {id}: connect ECONNREFUSED ${target}`),
    error(
      `I/O error on GET request for "http://${target}/v1": Connection refused`,
      '\tat org.acme.http.Client.execute(Client.java:214)',
      `\tat org.acme.${noun}.Gateway.fetch(Gateway.java:77)`,
      'Caused by: java.net.ConnectException: Connection refused',
    ),
  ],
  timeout: ({ target, what, noun }) => [
    error(`call to ${what} failed: Post "http://${target}/v1": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`),
    error(`${noun} {id} failed: timeout of 3000ms exceeded calling ${target}`),
    error(`Read timed out executing GET http://${target}/v1`, `\tat org.acme.${noun}.Gateway.fetch(Gateway.java:81)`),
  ],
  'server-error': ({ target, what, noun }) => [
    error(`call to ${what} failed: unexpected status 500 from http://${target}/v1`),
    error(`${noun} {id} failed: upstream ${what} answered 500 Internal Server Error`),
    error(`Server error '500' for url 'http://${target}/v1'`),
  ],
  unresolved: ({ target, what }) => [
    error(
      `call to ${what} failed: dial tcp: lookup ${hostOf(target)} on 10.96.0.10:53: read udp 10.244.3.7:41853->10.96.0.10:53: i/o timeout`,
    ),
    error(`getaddrinfo EAI_AGAIN ${hostOf(target)}`),
    error(`java.net.UnknownHostException: ${hostOf(target)}: Temporary failure in name resolution`),
  ],
  untrusted: ({ target, what }) => [
    error(
      `call to ${what} failed: Get "https://${target}/v1": tls: failed to verify certificate: x509: certificate has expired or is not yet valid`,
    ),
    error(`request to https://${target}/v1 failed, reason: certificate has expired`),
    error(
      `PKIX path validation failed calling https://${target}/v1`,
      'Caused by: java.security.cert.CertPathValidatorException: validity check failed',
      'Caused by: java.security.cert.CertificateExpiredException: NotAfter: Mon Mar 16 00:00:00 UTC 2026',
    ),
  ],
  'too-many-connections': ({ target, what }) => [
    error(`cannot open connection to ${what} at ${target}: FATAL: sorry, too many clients already`),
    error(`query failed on ${target}: remaining connection slots are reserved for roles with the SUPERUSER attribute`),
    error(`could not connect to ${what} (${target}): too many connections`),
  ],
  'pool-timeout': ({ noun }) => [
    error(`${noun} {id} failed: timed out after 5000 ms waiting for a connection from the pool (size 20, in use 20, waiting {n})`),
    error(`connection is not available, request timed out after 5000ms (total=20, active=20, idle=0, waiting={n})`),
    error(`QueuePool limit of size 20 overflow 0 reached, connection timed out, timeout 5.00`),
  ],
  internal: ({ noun }) => [
    error(`panic serving request for ${noun} {id}: runtime error: invalid memory address or nil pointer dereference`),
    error(`unhandled error in ${noun} handler: TypeError: Cannot read properties of undefined (reading 'total')`),
    error(
      `Servlet.service() threw exception for ${noun} {id}`,
      `java.lang.IllegalStateException: unknown ${noun} state`,
      `\tat org.acme.${noun}.Mapper.map(Mapper.java:58)`,
      `\tat org.acme.${noun}.Controller.get(Controller.java:33)`,
    ),
  ],
  'read-only': ({ what, noun }) => [
    error(`cannot store ${noun} {id} in ${what}: cannot execute INSERT in a read-only transaction`),
    error(`write of ${noun} {id} failed: the MySQL server is running with the --read-only option`),
    error(`${noun} {id} not saved: READONLY You can't write against a read only replica.`),
  ],
};

function hostOf(target: string): string {
  return target.split(':')[0] ?? target;
}
