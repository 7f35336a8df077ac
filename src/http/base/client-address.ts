import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import { unmapIpv4 } from '../../kernel/values/network-address.ts';

/** Addresses of this machine and of private networks: load balancers and the shop's own router have these. */
const inner = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const)
  inner.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  inner.addSubnet(network, prefix, 'ipv6');

/**
 * The address of the client.
 * @param proxies number of proxies in front of this server, each of which adds one address to X-Forwarded-For
 */
export function addressOf({ socket, headers }: IncomingMessage, proxies: number): string {
  const direct = socket.remoteAddress ?? '';
  if (proxies === 0) return direct;
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter(Boolean);
  return forwarded.at(-proxies) ?? forwarded[0] ?? direct;
}

export function isPrivateAddress(address: string): boolean {
  if (address === '127.0.0.1') return true;
  const plain = unmapIpv4(address);
  return isIPv6(plain) ? inner.check(plain, 'ipv6') : inner.check(plain, 'ipv4');
}
