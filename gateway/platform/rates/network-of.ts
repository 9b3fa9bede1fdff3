import { BlockList, isIPv6 } from 'node:net';

/** IPv4 addresses in IPv6 form, such as `::ffff:10.0.0.1`. */
const MAPPED = new BlockList();
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6');

/** An IPv4 address as it is; of an IPv6 one the first 64 bits, which is what one household or attacker has. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || MAPPED.check(address, 'ipv6')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from(
    { length: tail === undefined ? 0 : 8 - before.length - after.length },
    () => '0',
  );
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
