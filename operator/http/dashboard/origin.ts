/** Whether a request that changes something comes from a page of ours. Pure. */
import type { IncomingHttpHeaders } from 'node:http';

/** `publicUrl`: the address people reach it at, where one is configured; a port-forward has another. */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl: string | undefined): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  if (publicUrl !== undefined && new URL(publicUrl).origin === origin) return true;
  return host !== undefined && new URL(origin).host === host;
}

/** A name that another page had made point here is none of these. */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/.test(host ?? '');
}
