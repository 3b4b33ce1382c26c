/** Email by SMTP, for those who have no pager and for a second pair of eyes. */
import { createHash } from 'node:crypto';
import { describePage, readKey, ReceiverFailure, type PageMessage, type ReadSecret, type Receiver } from '../deliver.ts';

export interface EmailOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** The server's certificate is verified with both kinds of TLS. */
  readonly security: 'starttls' | 'tls' | 'none';
  readonly usernameFile?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly readSecret: ReadSecret;
  readonly timeoutMs?: number;
}

/** A mail server takes its time: greeting delays are a usual defence against spam. */
const patienceMs = 30_000;

/** A message that is sent again has the same Message-ID, by which mail systems drop it; the end of an incident answers its beginning. */
export function createEmail(options: EmailOptions): Receiver {
  const { name, host, port, security, from, to, timeoutMs = patienceMs } = options;
  return {
    name,
    type: 'email',
    async send(page, signal) {
      const auth = await readAuth(options);
      // Loaded by whoever sends mail, and by nobody else.
      const { createTransport } = await import('nodemailer');
      signal.throwIfAborted();
      const limits = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs };
      const transport = createTransport({
        host,
        port,
        secure: security === 'tls',
        ...tlsOf(security),
        ...(auth ? { auth } : {}),
        ...limits,
      });
      const stop = (): void => transport.close();
      signal.addEventListener('abort', stop, { once: true });
      try {
        const sending = transport.sendMail({ ...mailOf(page), from, to: [...to], disableFileAccess: true, disableUrlAccess: true });
        await within(sending, timeoutMs, signal);
      } catch (cause) {
        signal.throwIfAborted();
        throw failureOf(name, cause);
      } finally {
        signal.removeEventListener('abort', stop);
        transport.close();
      }
    },
  };
}

async function readAuth({ name, usernameFile, passwordFile, readSecret }: EmailOptions): Promise<{ user: string; pass: string } | null> {
  if (usernameFile === undefined || passwordFile === undefined) return null;
  const [user, pass] = await Promise.all([readKey(readSecret, usernameFile, name), readKey(readSecret, passwordFile, name)]);
  return { user, pass };
}

/** Without STARTTLS, which somebody on the way can hide, nothing is sent. */
function tlsOf(security: EmailOptions['security']): { readonly requireTLS?: true; readonly ignoreTLS?: true } {
  if (security === 'starttls') return { requireTLS: true };
  return security === 'none' ? { ignoreTLS: true } : {};
}

function mailOf(page: PageMessage) {
  const first = messageId(page, page.turn % 2 === 1 ? page.turn : page.turn - 1);
  const over = page.action === 'resolve';
  return {
    messageId: messageId(page, page.turn),
    ...(over ? { inReplyTo: first, references: first } : {}),
    subject: `[${over ? 'resolved' : page.severity}] ${page.title}`.replaceAll(/[\p{C}\s]+/gu, ' ').slice(0, 200),
    text: describePage(page),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-LogDetector-Incident': `${page.detector}/${page.incident}` },
  };
}

function messageId({ dedupKey }: PageMessage, turn: number): string {
  return `<${createHash('sha256').update(`${dedupKey}:${turn}`).digest('hex').slice(0, 40)}@logdetector>`;
}

async function within(sending: Promise<unknown>, forMs: number, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(forMs)]);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new Error(`did not answer within ${forMs / 1000} s`));
  limit.addEventListener('abort', stop, { once: true });
  // Whoever loses the race is not waited for.
  sending.catch(() => {});
  await Promise.race([sending, stopped]).finally(() => limit.removeEventListener('abort', stop));
}

/** A server that says 5xx, or takes no password of ours, needs a person. */
function failureOf(name: string, cause: unknown): ReceiverFailure {
  const { responseCode, code } = factsOf(cause);
  const said = (cause instanceof Error ? cause.message : 'unknown reason').replaceAll(/[\p{C}\s]+/gu, ' ').slice(0, 300);
  const isRefused = responseCode === 0 ? refusals.has(code) : responseCode >= 500;
  const message = isRefused
    ? `Receiver ${name} refused the page ("${said}"); check its addresses, its password and whether it offers TLS.`
    : `Receiver ${name} cannot be reached (${said}); the page is tried again.`;
  return new ReceiverFailure(isRefused ? 'ReceiverRejected' : 'ReceiverUnreachable', message, { cause });
}

const refusals: ReadonlySet<string> = new Set(['EAUTH', 'ENOAUTH', 'EENVELOPE', 'ETLS']);

function factsOf(error: unknown): { readonly responseCode: number; readonly code: string } {
  if (!(error instanceof Error)) return { responseCode: 0, code: '' };
  const responseCode = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : 0;
  return { responseCode, code: 'code' in error && typeof error.code === 'string' ? error.code : '' };
}
