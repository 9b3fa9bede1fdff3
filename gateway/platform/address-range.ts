import { BlockList, isIP } from 'node:net';
import { text } from './setting-types.ts';

/** An IP address or a CIDR range, as text. */
export function addressRange() {
  return text('an address or CIDR range').refine(isAddressRange, {
    error:
      'must be an IP address or a CIDR range such as 10.1.2.0/24, of at least 8 bits for IPv4 and 16 for IPv6. Write ranges of IPv4 in IPv4 form',
  });
}

function isAddressRange(value: string): boolean {
  const [, address = '', prefix] = /^([^/%]+)(?:\/([1-9]\d{0,2}))?$/.exec(value) ?? [];
  const family = isIP(address);
  const [least, most] = family === 4 ? [8, 32] : [16, 128];
  const bits = Number(prefix ?? most);
  if (family === 0 || bits < least || bits > most) return false;
  return family === 4 || prefix === undefined || !hasMapped(address, bits);
}

/** IPv4 addresses in IPv6 form: https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2 */
const MAPPED = new BlockList();
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6');

/** Whether a range of IPv6 has addresses of IPv4: their number does not follow from its bits. */
function hasMapped(address: string, bits: number): boolean {
  const range = new BlockList();
  range.addSubnet(address, bits, 'ipv6');
  return MAPPED.check(address, 'ipv6') || range.check('::ffff:0:0', 'ipv6');
}
