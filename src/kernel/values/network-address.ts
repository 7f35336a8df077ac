import { isIPv6 } from 'node:net';

/** The address, or of IPv6 the network that one household or shop has (/64). */
export function hostKeyOf(address: string): string {
  const plain = unmapIpv4(address);
  return isIPv6(plain) ? networkOf(plain) : plain;
}

/** The neighbourhood that counts as one guest: /24 of IPv4, /64 of IPv6. */
export function networkKeyOf(address: string): string {
  const plain = unmapIpv4(address);
  return isIPv6(plain) ? networkOf(plain) : plain.split('.').slice(0, 3).join('.');
}

/** IPv4 as it is written on a socket for both families becomes plain IPv4. */
export function unmapIpv4(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/** The first 64 bits of an IPv6 address, whichever way it is written. */
function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(8 - before.length - after.length, 0);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after].map((group) => group.replace(/^0+(?=.)/, ''));
  return groups.slice(0, 4).join(':');
}
