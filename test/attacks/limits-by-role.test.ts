import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { limitsSchema } from '../../gateway/pipeline/limits/limits-config.ts';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION } from '../support/callers.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../support/in-process-graph.ts';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';

const REACH =
  'authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }';

const deep = (name: string) => `query ${name} { patients(first: 1) { address { city } } }`;
/** Tokens of one caller. */
const tokenWith = (number: number) => tokenOf(['nurse'], { sub: 'the budgeted', jti: `${number}` });
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `p${index}`, name: `n${index}` }));

describe('limits by role, at a gateway', () => {
  let served: ServedGateway;
  beforeAll(async () => {
    served = await startServedGateway(`${REACH}
limits:
  depth: 2
  cost: 200
  costPerMinute: 200
  roles: { physician: { depth: 3, cost: 400, costPerMinute: 900 }, billing: { depth: 1 } }`);
  });
  afterAll(() => served.close());

  const ask = async (token: string, query: string, variables: object = {}) => {
    const { status, codes, headers } = await served.send({ token, body: { query, variables } });
    return { status, codes, headers };
  };
  const outcome = async (roles: readonly string[], query: string, variables: object = {}) => {
    const { status, codes } = await ask(tokenOf(roles), query, variables);
    return status === 200 ? 'ok' : `${status} ${String(codes[0])}`;
  };
  const TOO_COMPLEX = '400 OPERATION_TOO_COMPLEX';

  it('refuse a document that is too deep for a caller although it is valid and cached for another, in any order', async () => {
    for (const roles of [['physician'], ['nurse'], ['physician'], ['nurse']])
      expect(await outcome(roles, deep('One'))).toBe(roles[0] === 'nurse' ? TOO_COMPLEX : 'ok');
    for (const roles of [['nurse'], ['physician'], ['nurse']])
      expect(await outcome(roles, deep('Two'))).toBe(roles[0] === 'nurse' ? TOO_COMPLEX : 'ok');
    const both = [['physician'], ['nurse'], ['billing'], ['physician', 'nurse']];
    expect(await Promise.all(both.map((roles) => outcome(roles, deep('Three'))))).toEqual([
      'ok',
      TOO_COMPLEX,
      TOO_COMPLEX,
      'ok',
    ]);
  });

  it('are the most generous of the caller’s roles that have limits; roles without limits do not count', async () => {
    const flat = '{ patients(first: 1) { id } }';
    expect(await outcome(['billing'], flat)).toBe(TOO_COMPLEX);
    expect(await outcome(['billing', 'nurse', 'offline_access'], flat)).toBe(TOO_COMPLEX);
    expect(await outcome(['billing', 'physician'], flat)).toBe('ok');
  });

  it('refuse an operation whose variables make it too costly for the role of the caller, even if its document is cached', async () => {
    const query = 'query Cost($n: Int!) { patients(first: $n) { id } }';
    const variables = { n: 150 };
    expect(await outcome(['nurse'], query, { n: 1 })).toBe('ok');
    expect(await outcome(['physician'], query, variables)).toBe('ok');
    expect(await outcome(['nurse'], query, variables)).toBe(TOO_COMPLEX);
  });

  it('admit only the cost per minute that a caller may have, state what is left, and refuse more with 429 and Retry-After; other callers are served', async () => {
    const query = 'query Budget($n: Int!) { patients(first: $n) { id } }';
    const first = await ask(tokenWith(1), query, { n: 45 });
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe(
      '"requests";q=600;w=60, "cost";q=200;qu="cost";w=60',
    );
    const left = Number(/"cost";r=(\d+);t=/.exec(first.headers.get('ratelimit') ?? '')?.[1]);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(200);
    const burst = await Promise.all(
      Array.from({ length: 8 }, (_, index) => ask(tokenWith(index), query, { n: 45 })),
    );
    const admitted = burst.filter(({ status }) => status === 200).length;
    expect(admitted).toBe(Math.floor(left / (200 - left)));
    const refused = burst.filter(({ status }) => status !== 200);
    for (const { status, codes, headers } of refused) {
      expect({ status, codes }).toEqual({ status: 429, codes: ['RATE_LIMITED'] });
      const seconds = Number(headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(headers.get('ratelimit')).toMatch(/"cost";r=0;t=\d+$/);
    }
    // Another caller, and an operation that fetches nothing.
    expect(await outcome(['nurse'], '{ __typename }')).toBe('ok');
    expect((await ask(tokenWith(9), '{ __typename }')).status).toBe(200);
  });
});

describe('limits by role, in the pipeline', () => {
  const SDL = `
    type Query { all: [Person] some(first: Int!): [Person] }
    type Person @key(fields: "id") @patient(id: "id") {
      id: ID!
      name: String @phi(category: NAME) @role(anyOf: ["doctor", "clerk"])
    }
  `;
  let graph: InProcessGraph;
  beforeAll(async () => {
    const limits = limitsSchema('/').parse({
      cost: 15,
      listSize: 20,
      releasedFields: 3,
      roles: { clerk: { listSize: 10, releasedFields: 5 } },
    });
    graph = await createInProcessGraph(
      {
        people: {
          sdl: SDL,
          resolvers: {
            Query: {
              all: () => people(1),
              some: (_: unknown, { first }: { first: number }) => people(first),
            },
          },
        },
      },
      AUTHORIZATION,
      { limits },
    );
  });
  afterAll(() => graph.close());

  const refusal = async (roles: readonly string[], query: string) =>
    (await attempt(graph, { query, caller: callerOf(roles) })).refused;

  it('assume the list size of the role of the caller, even if the operation is cached', async () => {
    const query = '{ all { id name } }';
    expect(await refusal(['doctor'], query)).toBe('OPERATION_TOO_COMPLEX');
    expect(await refusal(['clerk'], query)).toBeNull();
    expect(await refusal(['doctor'], query)).toBe('OPERATION_TOO_COMPLEX');
  });

  it('release as many PHI fields as the roles of the caller allow, and refuse a larger response with OPERATION_TOO_COMPLEX', async () => {
    const query = '{ some(first: 4) { name } }';
    expect(await refusal(['clerk'], query)).toBeNull();
    expect(await refusal(['doctor'], query)).toBe('OPERATION_TOO_COMPLEX');
    expect(await refusal(['clerk'], '{ some(first: 6) { name } }')).toBe('OPERATION_TOO_COMPLEX');
    expect(await refusal(['clerk', 'doctor'], query)).toBeNull();
  });
});
