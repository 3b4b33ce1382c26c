/** Whom a trusted proxy has signed in already, as its headers say. */
import { BlockList, isIP } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';
import type { DashboardConfiguration } from '../../../api/configuration.ts';
import type { Person } from './access.ts';

type ProxyConfiguration = NonNullable<DashboardConfiguration['proxy']>;

export type Claimed =
  | { readonly outcome: 'person'; readonly person: Person }
  /** It says nothing. */
  | { readonly outcome: 'nobody' }
  /** Somebody else than the proxy says so. */
  | { readonly outcome: 'forged' };

const groupsAtMost = 500;

/** `address` is that of the connection itself; no header says whose it is. */
export function whomProxyNames(proxy: ProxyConfiguration, address: string, headers: IncomingHttpHeaders): Claimed {
  const user = headers[proxy.userHeader.toLowerCase()];
  if (typeof user !== 'string' || user.trim() === '') return { outcome: 'nobody' };
  if (!isOf(proxy.addresses, address)) return { outcome: 'forged' };
  const groups = headers[proxy.groupsHeader.toLowerCase()];
  const names = (typeof groups === 'string' ? groups : '').split(',').map((group) => group.trim());
  return { outcome: 'person', person: { user: user.trim().slice(0, 200), groups: names.filter(Boolean).slice(0, groupsAtMost) } };
}

function isOf(networks: readonly string[], address: string): boolean {
  const plain = plainAddress(address);
  const trusted = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) trusted.addAddress(base, family);
    else trusted.addSubnet(base, Number(bits), family);
  }
  return isIP(plain) !== 0 && trusted.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  return plain === '::1' || plain.startsWith('127.');
}

/** A socket for both families writes IPv4 as `::ffff:10.1.2.3`. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
