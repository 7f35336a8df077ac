import { isIPv6 } from 'node:net';

/** The address; for IPv6 the network of one household or shop (/64). */
export function hostKeyOf(address: string): string {
  const plain = unmapIpv4(address);
  return isIPv6(plain) ? networkOf(plain) : plain;
}

/** The network that counts as one guest: /24 of IPv4, /64 of IPv6. */
export function networkKeyOf(address: string): string {
  const plain = unmapIpv4(address);
  return isIPv6(plain) ? networkOf(plain) : plain.split('.').slice(0, 3).join('.');
}

/** Turns an IPv4 address of a dual-stack socket (::ffff:1.2.3.4) into plain IPv4. */
export function unmapIpv4(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/** The first 64 bits of an IPv6 address; all spellings give the same text. */
function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(8 - before.length - after.length, 0);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after].map((group) => group.replace(/^0+(?=.)/, ''));
  return groups.slice(0, 4).join(':');
}
