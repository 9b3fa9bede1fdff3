import { describe, expect, it } from '@jest/globals';
import { createSiteLookup, siteList } from '../../../../gateway/reports/surveillance/sites.ts';

const SITES = [
  { name: 'Main', networks: ['10.1.0.0/16', '2001:db8:1::/48'] },
  { name: 'Clinic', networks: ['10.2.3.4', '10.1.9.0/24'] },
];

describe('the sites of the rule IMPOSSIBLE_TRAVEL', () => {
  const siteOf = createSiteLookup(SITES);
  it.each([
    ['10.1.2.3', 'Main'],
    ['::ffff:10.1.2.3', 'Main'],
    ['2001:db8:1::5', 'Main'],
    ['10.2.3.4', 'Clinic'],
    ['10.1.9.1', 'Main'],
    ['10.2.3.5', null],
    ['fe80::1%eth0', null],
    ['unknown', null],
    ['', null],
  ])('gives the address "%s" the site %s: the first that has it', (address, name) => {
    expect(siteOf(address)?.name ?? null).toBe(name);
  });

  it.each([
    [[{ name: 'Main', networks: ['10.1.0.0/16'] }], 'must have at least two sites'],
    [[SITES[0], { ...SITES[1], name: 'Main' }], 'must name each site once'],
    [[SITES[0], { name: 'Clinic', networks: ['10.2'] }], 'must be an IP address or a CIDR range'],
    [[SITES[0], { name: 'Clinic', networks: [] }], 'must have at least one network'],
  ])('refuses %j', (sites, problem) => {
    const messages = siteList()
      .safeParse(sites)
      .error?.issues.map(({ message }) => message);
    expect(messages).toEqual([expect.stringContaining(problem)]);
  });
});
