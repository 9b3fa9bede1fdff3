import { BlockList, isIP, isIPv6 } from 'node:net';
import { z } from 'zod';
import { addressRange } from '../../platform/address-range.ts';
import { networkOf } from '../../platform/rates/network-of.ts';
import { text } from '../../platform/setting-types.ts';

/** A place of the organization, and the networks from which only people there send requests. */
export interface Site {
  readonly name: string;
  readonly networks: readonly string[];
}

/** The setting of the sites: none, or at least two, each of another name. */
export function siteList() {
  return z
    .array(
      z.strictObject({
        name: text('the name of a site').describe('Name of the site, as cases show it.'),
        networks: z
          .array(addressRange(), { error: 'must be a list of addresses and CIDR ranges' })
          .min(1, { error: 'must have at least one network' })
          .describe('Addresses and CIDR ranges of its clients, such as `10.1.0.0/16`.'),
      }),
      { error: 'must be a list of { name, networks }' },
    )
    .refine((sites) => sites.length !== 1, {
      error: 'must have at least two sites',
    })
    .refine((sites) => new Set(sites.map(({ name }) => name)).size === sites.length, {
      error: 'must name each site once',
    })
    .default([])
    .describe(
      'Sites and the networks of each. Leave out networks that can be used from anywhere, such as those of a VPN. None: the rule is off.',
    );
}

/** Returns the site of an address; null for an address of none. The first site that has it counts. */
export type SiteOf = (address: string) => Site | null;

/** Creates the lookup of sites by address. */
export function createSiteLookup(sites: readonly Site[]): SiteOf {
  const known = sites.map((site) => ({ site, networks: blockList(site.networks) }));
  return (address) => {
    // An IPv4 address that is mapped into IPv6 is one of IPv4.
    const mapped = networkOf(address);
    const own = isIP(mapped) === 4 ? mapped : (address.split('%')[0] ?? '');
    if (isIP(own) === 0) return null;
    const family = isIPv6(own) ? 'ipv6' : 'ipv4';
    return known.find(({ networks }) => networks.check(own, family))?.site ?? null;
  };
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
