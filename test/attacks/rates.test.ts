import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEdge, tokenFor, type Edge } from '../support/edge.ts';

const ROLES = 'authorization: { reach: { nurse: all, researcher: all } }';

interface Sent {
  readonly subject: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Statuses of requests, one after another. */
async function statuses(edge: Edge, requests: readonly Sent[]): Promise<readonly number[]> {
  const found: number[] = [];
  for (const { subject, claims = {}, headers = {} } of requests) {
    const response = await fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokenFor(subject, claims)}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: '{"query":"{ hello }"}',
    });
    await response.arrayBuffer();
    found.push(response.status);
  }
  return found;
}

const times = (count: number, make: (index: number) => Sent) =>
  Array.from({ length: count }, (_, index) => make(index));

/** A client behind the proxy. */
const at = (address: string, more: Readonly<Record<string, string>> = {}) => ({
  'x-forwarded-for': address,
  'x-forwarded-proto': 'https',
  ...more,
});

describe('a rate limit', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge =
      await startEdge(`server: { trustedProxies: [127.0.0.1], cors: { origins: ["https://app.example"] } }
limits: { requestsPerMinute: 4, rates: { client: { requestsPerMinute: 6 }, address: { requestsPerMinute: 8 } } }`);
  });
  afterAll(() => edge.close());

  it('per caller applies to all requests of a subject, even with new tokens, client ids, roles, addresses and headers', async () => {
    const requests = times(7, (index) => ({
      subject: 'ada',
      claims: {
        jti: `${index}`,
        client_id: `app-${index}`,
        roles: [`role-${index}`],
        name: `${index}`,
      },
      headers: at(`192.0.2.${index}`, {
        'user-agent': `${index}`,
        'x-request-id': `${index}`,
        ratelimit: '"requests";r=1000;t=1',
        'ratelimit-policy': '"requests";q=1000;w=1',
        'x-ratelimit-remaining': '1000',
      }),
    }));
    expect(await statuses(edge, requests)).toEqual([200, 200, 200, 200, 429, 429, 429]);
  });

  it('per address applies to the whole IPv6 /64 network of a client and to no other, whatever the client puts before its address in X-Forwarded-For', async () => {
    const requests = times(9, (index) => ({
      subject: `patient-${index}`,
      claims: { client_id: `app-of-${index}` },
      headers: at(`198.51.100.${index}, 2001:db8:1:2:${index}::1`),
    }));
    expect(await statuses(edge, requests)).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 429]);
    const neighbor = { subject: 'patient-8', headers: at('2001:db8:1:3::1') };
    expect(await statuses(edge, [neighbor])).toEqual([200]);
  });

  it('per client applies to all callers whose tokens name that client, whatever client their headers name', async () => {
    const requests = times(7, (index) => ({
      subject: `clerk-${index}`,
      claims: { client_id: 'portal' },
      headers: at(`203.0.113.${index}`, {
        'apollographql-client-name': `app-${index}`,
        'x-client-id': `app-${index}`,
      }),
    }));
    expect((await statuses(edge, requests)).slice(-2)).toEqual([200, 429]);
    // Another client, whose id ends with a blank.
    const other = {
      subject: 'clerk-7',
      claims: { client_id: 'portal ' },
      headers: at('203.0.113.9'),
    };
    expect(await statuses(edge, [other])).toEqual([200]);
  });

  it('per client or address does not count requests that the limit per caller refuses', async () => {
    const flood = times(50, () => ({
      subject: 'mallory',
      claims: { client_id: 'shared' },
      headers: at('203.0.113.100'),
    }));
    expect((await statuses(edge, flood)).filter((status) => status === 200)).toHaveLength(4);
    const honest = {
      subject: 'grace',
      claims: { client_id: 'shared' },
      headers: at('203.0.113.100'),
    };
    expect(await statuses(edge, [honest, honest])).toEqual([200, 200]);
  });

  it('is stated in RateLimit and RateLimit-Policy, which CORS exposes to scripts of allowed origins', async () => {
    const response = await fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: {
        ...at('203.0.113.200'),
        authorization: `Bearer ${tokenFor('script')}`,
        'content-type': 'application/json',
        origin: 'https://app.example',
      },
      body: '{"query":"{ hello }"}',
    });
    const exposed = response.headers.get('access-control-expose-headers')?.split(', ');
    expect(exposed).toEqual(
      expect.arrayContaining(['ratelimit', 'ratelimit-policy', 'retry-after']),
    );
    expect(response.headers.get('ratelimit-policy')).toBe('"requests";q=4;w=60');
    expect(response.headers.get('ratelimit')).toMatch(/^"requests";r=3;t=\d+$/);
  });
});

const as = (subject: string, purpose: string): Sent => ({
  subject,
  claims: { roles: ['nurse', 'researcher'] },
  headers: { 'x-purpose-of-use': purpose },
});

describe('a rate limit by role', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge(`${ROLES}
purpose: { header: true, roles: { nurse: [TREAT], researcher: [HRESCH] } }
limits: { requestsPerMinute: 3, roles: { researcher: { requestsPerMinute: 5 } }, rates: { role: { nurse: { requestsPerMinute: 7 } } } }`);
  });
  afterAll(() => edge.close());

  const [treat, research] = ['TREAT', 'HRESCH'];

  it('depends on the roles that act for the purpose of the request, and another purpose does not restart the count', async () => {
    const requests = [treat, research, treat, treat, research, research].map((purpose) =>
      as('ada', purpose),
    );
    expect(await statuses(edge, requests)).toEqual([200, 200, 200, 429, 200, 429]);
  });

  it('counts requests refused for their purpose (403) against the limit of callers without a listed role', async () => {
    const refused = as('grace', 'MARKT');
    expect(await statuses(edge, [refused, refused, refused, refused, as('grace', treat)])).toEqual([
      403, 403, 403, 429, 429,
    ]);
  });

  it('shared by all callers with the role counts only requests that act in that role', async () => {
    // The two of the first test are counted too.
    const nurses = times(6, (index) => as(`nurse-${index}`, treat));
    const researchers = times(3, (index) => as(`researcher-${index}`, research));
    expect(await statuses(edge, [...researchers, ...nurses])).toEqual([
      200, 200, 200, 200, 200, 200, 200, 200, 429,
    ]);
  });
});
