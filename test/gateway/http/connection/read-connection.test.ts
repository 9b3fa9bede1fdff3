import { describe, expect, it } from '@jest/globals';
import {
  createReadConnection,
  type ReadConnection,
} from '../../../../gateway/http/connection/read-connection.ts';

type Options = Parameters<typeof createReadConnection>[0];

const BEHIND_PROXIES: Options = {
  trustedProxies: ['10.0.0.0/8', '192.0.2.7', '2001:db8:1::/48'],
  proxyHops: null,
  forwardedHeader: 'x-forwarded-for',
};

function read(
  peer: string | undefined,
  headers: Readonly<Record<string, readonly string[]>>,
  { isTls = false, ...options }: Partial<Options> & { readonly isTls?: boolean } = {},
): ReturnType<ReadConnection> {
  const socket = { remoteAddress: peer, ...(isTls && { encrypted: true }) };
  return createReadConnection({ ...BEHIND_PROXIES, ...options })({
    socket,
    headersDistinct: headers,
  } as unknown as Parameters<ReadConnection>[0]);
}

const forwarded = (...values: readonly string[]) => ({ forwarded: values });
const forwardedFor = (...values: readonly string[]) => ({ 'x-forwarded-for': values });

describe('the address of a client', () => {
  it.each<[string, string, Readonly<Record<string, readonly string[]>>, string, readonly string[]]>(
    [
      ['the peer, if it is not a trusted proxy', '203.0.113.9', {}, '203.0.113.9', []],
      [
        'the peer, if an untrusted one sends X-Forwarded-For',
        '203.0.113.9',
        forwardedFor('198.51.100.1'),
        '203.0.113.9',
        [],
      ],
      [
        'the address that a trusted proxy appended',
        '10.1.1.1',
        forwardedFor('198.51.100.1'),
        '198.51.100.1',
        ['10.1.1.1'],
      ],
      [
        'the last address, if the client sent others',
        '10.1.1.1',
        forwardedFor('10.9.9.9, 127.0.0.1, 198.51.100.1'),
        '198.51.100.1',
        ['10.1.1.1'],
      ],
      [
        'the last address of repeated headers',
        '10.1.1.1',
        forwardedFor('192.0.2.7', '198.51.100.1'),
        '198.51.100.1',
        ['10.1.1.1'],
      ],
      [
        'the address in front of a chain of trusted proxies',
        '10.1.1.1',
        forwardedFor('203.0.113.200, 198.51.100.1, 192.0.2.7, 10.2.2.2'),
        '198.51.100.1',
        ['10.1.1.1', '10.2.2.2', '192.0.2.7'],
      ],
      [
        'the first address, if all are in the trusted ranges',
        '10.1.1.1',
        forwardedFor('10.3.3.3, 10.2.2.2'),
        '10.3.3.3',
        ['10.1.1.1', '10.2.2.2'],
      ],
      ['the proxy, if it appended no address', '10.1.1.1', {}, '10.1.1.1', []],
      [
        'the proxy that appended text that is not an address',
        '10.1.1.1',
        forwardedFor('198.51.100.1, unknown, 10.2.2.2'),
        '10.2.2.2',
        ['10.1.1.1'],
      ],
      [
        'the appended address without its port',
        '10.1.1.1',
        forwardedFor('198.51.100.1:4711'),
        '198.51.100.1',
        ['10.1.1.1'],
      ],
      [
        'the appended IPv6 address in short form, without brackets and port',
        '2001:db8:1::5',
        forwardedFor('[2001:DB8:0:0::9]:443'),
        '2001:db8::9',
        ['2001:db8:1::5'],
      ],
      [
        'the IPv4 address, if it is mapped into IPv6',
        '::ffff:10.1.1.1',
        forwardedFor('::FFFF:198.51.100.1'),
        '198.51.100.1',
        ['10.1.1.1'],
      ],
      [
        'the proxy, if it appended an IPv4 address in an unusual form',
        '10.1.1.1',
        forwardedFor('0x7f.1'),
        '10.1.1.1',
        [],
      ],
    ],
  )('is %s', (...[, peer, headers, address, proxies]) => {
    expect(read(peer, headers)).toMatchObject({ address, proxies });
  });

  it('is unknown for a connection that is already closed', () => {
    expect(read(undefined, forwardedFor('198.51.100.1'))).toMatchObject({
      address: 'unknown',
      proxies: [],
    });
  });

  it('is returned with at most 17 proxies, even if X-Forwarded-For lists 400', () => {
    const chain = Array.from({ length: 400 }, (_each, index) => `10.0.0.${index % 250}`).join(', ');
    expect(read('10.1.1.1', forwardedFor(chain)).proxies.length).toBeLessThanOrEqual(17);
  });
});

describe('a gateway with proxyHops: 2', () => {
  const hops = { trustedProxies: ['10.0.0.0/8'], proxyHops: 2 };

  it('trusts two proxies, even if the second one is not in trustedProxies', () => {
    const headers = forwardedFor('203.0.113.200, 198.51.100.1, 192.0.2.200');
    expect(read('10.1.1.1', headers, hops)).toMatchObject({
      address: '198.51.100.1',
      proxies: ['10.1.1.1', '192.0.2.200'],
    });
  });

  it('trusts no header from a peer that is not in trustedProxies', () => {
    expect(read('192.0.2.200', forwardedFor('198.51.100.1'), hops)).toMatchObject({
      address: '192.0.2.200',
      proxies: [],
    });
  });

  it('does not trust a third proxy, even if it is in trustedProxies', () => {
    const headers = forwardedFor('198.51.100.1, 10.3.3.3, 10.2.2.2');
    expect(read('10.1.1.1', headers, hops)).toMatchObject({ address: '10.3.3.3' });
  });
});

describe('the header Forwarded', () => {
  const standard = { forwardedHeader: 'forwarded' } as const;

  it.each([
    ['that of its for parameter', 'for=198.51.100.1;proto=https', '198.51.100.1'],
    ['that of an IPv6 node without its port', 'For="[2001:db8::9]:4711"', '2001:db8::9'],
    ['that of its last element', 'for=127.0.0.1, for=198.51.100.1', '198.51.100.1'],
    ['that of an element after a malformed one', 'for=;;=, for=198.51.100.1', '198.51.100.1'],
    [
      'that of an element after an unclosed quote',
      'for="127.0.0.1, for="198.51.100.1"',
      '198.51.100.1',
    ],
    ['that of the proxy, for an unknown node', 'for=unknown', '10.1.1.1'],
    ['that of the proxy, for an obfuscated node', 'for=_hidden', '10.1.1.1'],
    ['that of the proxy, for a malformed element', 'for=198.51.100.1 extra', '10.1.1.1'],
  ])('gives as the address of the client %s', (_what, value, address) => {
    expect(read('10.1.1.1', forwarded(value), standard)).toMatchObject({ address });
  });

  it.each<[Options['forwardedHeader'], string]>([
    ['forwarded', '198.51.100.1'],
    ['x-forwarded-for', '203.0.113.5'],
  ])(
    'in a request that also has X-Forwarded-For: only the header that forwardedHeader names is read: %s',
    (forwardedHeader, address) => {
      const both = { ...forwarded('for=198.51.100.1'), ...forwardedFor('203.0.113.5') };
      expect(read('10.1.1.1', both, { forwardedHeader })).toMatchObject({ address });
    },
  );

  it.each([
    ['malformed', 'for=198.51.100.1:80;proto=http'],
    ['malformed at its end', 'for=198.51.100.1;proto=http;'],
    ['with a parameter twice', 'for=198.51.100.1;proto=http;proto=https'],
    ['malformed after an escaped quote', 'for=198.51.100.1;proto=http;host="a\\", b=\\"c"x'],
  ])(
    'is ignored, and the connection counts as plain HTTP, if its last element is %s',
    (_what, element) => {
      const found = read('10.1.1.1', forwarded(`for=127.0.0.1, ${element}`), {
        ...standard,
        isTls: true,
      });
      expect(found).toMatchObject({ address: '10.1.1.1', isSecure: false });
    },
  );

  it('is read if one of its values has escaped quotes', () => {
    const element = 'for=198.51.100.1;proto=https;host="a\\", b=\\"c"';
    expect(read('10.1.1.1', forwarded(element), standard)).toMatchObject({
      address: '198.51.100.1',
      isSecure: true,
    });
  });

  it('states the protocol in the element that the proxy appended, not in the element that the client sent', () => {
    const spoofed = forwarded('for=127.0.0.1;proto=https, for=198.51.100.1;proto=http');
    expect(read('10.1.1.1', spoofed, standard).isSecure).toBe(false);
    const honest = forwarded('for=127.0.0.1;proto=http, for=198.51.100.1;proto=https');
    expect(read('10.1.1.1', honest, standard).isSecure).toBe(true);
  });
});

describe('plain HTTP from loopback', () => {
  const local = { trustedProxies: ['127.0.0.1'] };

  it.each<[string, Readonly<Record<string, readonly string[]>>]>([
    ['names a client on another machine', forwardedFor('203.0.113.9')],
    ['names no client', {}],
  ])(
    'is not encrypted if it is from a trusted proxy that states no protocol and %s',
    (_what, headers) => {
      expect(read('127.0.0.1', headers, local)).toMatchObject({
        isSecure: false,
        statesProtocol: false,
      });
    },
  );

  it('counts as encrypted if it is from a trusted proxy that states https', () => {
    const headers = { ...forwardedFor('203.0.113.9'), 'x-forwarded-proto': ['https'] };
    expect(read('127.0.0.1', headers, local).isSecure).toBe(true);
  });

  it('counts as encrypted if no proxy is trusted and none forwarded the request', () => {
    const found = read('127.0.0.1', {}, { trustedProxies: [] });
    expect(found).toMatchObject({ isSecure: true, isUnlistedProxy: false });
  });

  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])(
    'is not encrypted if a proxy at %s that is not listed forwarded the request',
    (peer) => {
      for (const name of PROXY_HEADERS)
        for (const trustedProxies of [[], ['10.0.0.0/8', '127.0.0.9']])
          expect(read(peer, { [name]: ['https'] }, { trustedProxies })).toMatchObject({
            isSecure: false,
            isUnlistedProxy: true,
          });
    },
  );

  it('stays encrypted over TLS, whatever its headers state', () => {
    const headers = forwardedFor('203.0.113.9');
    expect(read('127.0.0.1', headers, { trustedProxies: [], isTls: true }).isSecure).toBe(true);
  });
});

describe('encryption between client and gateway', () => {
  it.each<[string, boolean, string | null, boolean, boolean]>([
    ['TLS without a proxy is encrypted', false, null, true, true],
    ['plain HTTP without a proxy is not encrypted', false, null, false, false],
    ['plain HTTP from a client that claims https is not encrypted', false, 'https', false, false],
    ['plain HTTP from a proxy that states https is encrypted', true, 'https', false, true],
    ['plain HTTP from a proxy that states http is not encrypted', true, 'http', false, false],
    ['plain HTTP from a proxy that states nothing is not encrypted', true, null, false, false],
    ['TLS from a proxy that states nothing is encrypted', true, null, true, true],
    ['TLS from a proxy that states http is not encrypted', true, 'http', true, false],
    [
      'https claimed by the client and http appended by the proxy is not encrypted',
      true,
      'https, http',
      false,
      false,
    ],
    [
      'http claimed by the client and https appended by the proxy is not encrypted',
      true,
      'http, https',
      false,
      false,
    ],
  ])(
    'is derived from the peer and X-Forwarded-Proto: %s',
    (...[, isProxied, protocol, isTls, isSecure]) => {
      const headers = { ...(protocol !== null && { 'x-forwarded-proto': [protocol] }) };
      const peer = isProxied ? '10.1.1.1' : '203.0.113.9';
      expect(read(peer, headers, { isTls }).isSecure).toBe(isSecure);
    },
  );
});

describe('two requests on one connection', () => {
  it('each have the client and the protocol that the trusted proxy states for them', () => {
    const [one, other] = readAll(
      '10.1.1.1',
      { 'x-forwarded-for': ['198.51.100.1'], 'x-forwarded-proto': ['https'] },
      { 'x-forwarded-for': ['198.51.100.2'], 'x-forwarded-proto': ['http'] },
    );
    expect(one).toMatchObject({ address: '198.51.100.1', isSecure: true });
    expect(other).toMatchObject({ address: '198.51.100.2', isSecure: false });
  });

  it('are each encrypted or not, on a connection from this machine, as their headers show a proxy or not', () => {
    const claim = { 'x-real-ip': ['198.51.100.1'] };
    const found = readAll('127.0.0.1', {}, claim, {}).map(({ isSecure }) => isSecure);
    expect(found).toEqual([true, false, true]);
  });

  it('have the address of the peer if it is not a trusted proxy, whatever they state', () => {
    const claim = { 'x-forwarded-for': ['198.51.100.1'], 'x-forwarded-proto': ['https'] };
    for (const found of readAll('203.0.113.9', claim, {}, claim))
      expect(found).toMatchObject({ address: '203.0.113.9', proxies: [], isSecure: false });
  });
});

describe('a request on a connection', () => {
  it.each(['203.0.113.9', '10.1.1.1', '127.0.0.1', '::1'])(
    'from %s is read as if it was the first on the connection, whatever the requests before it state',
    (peer) => {
      const stated: readonly Readonly<Record<string, string[]>>[] = [
        {},
        { 'x-forwarded-for': ['198.51.100.1'] },
        { 'x-forwarded-for': ['198.51.100.2'], 'x-forwarded-proto': ['http'] },
        { 'x-forwarded-proto': ['https'] },
        { via: ['1.1 proxy'] },
      ];
      for (const first of stated)
        for (const second of stated) {
          const [before, , after] = readAll(peer, first, second, first);
          expect(after).toEqual(before);
        }
    },
  );
});

const PROXY_HEADERS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

/** Reads requests on one connection. Each is expected to be read as the first on its connection would be. */
function readAll(peer: string, ...headers: readonly Readonly<Record<string, string[]>>[]) {
  const readConnection = createReadConnection(BEHIND_PROXIES);
  const socket = { remoteAddress: peer };
  return headers.map((headersDistinct) => {
    const request = { socket, headersDistinct } as unknown as Parameters<ReadConnection>[0];
    const found = readConnection(request);
    expect(found).toEqual(read(peer, headersDistinct));
    // Of one request, the connection is read several times.
    expect(readConnection(request)).toEqual(found);
    return found;
  });
}
