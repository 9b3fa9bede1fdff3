import { BlockList, SocketAddress, isIPv6 } from 'node:net';

/** IPv4 addresses in IPv6 form, such as `::ffff:10.0.0.1` (RFC 4291, section 2.5.5.2). */
const MAPPED = new BlockList();
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6');

/**
 * An IPv4 address, also where it is mapped into IPv6; of another IPv6 address the first 64 bits, which is what one household
 * or attacker has.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [bare = ''] = address.split('%');
  if (MAPPED.check(bare, 'ipv6'))
    return new SocketAddress({ address: bare, family: 'ipv6' }).address.slice('::ffff:'.length);
  const [head = '', tail] = bare.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from(
    { length: tail === undefined ? 0 : 8 - before.length - after.length },
    () => '0',
  );
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
