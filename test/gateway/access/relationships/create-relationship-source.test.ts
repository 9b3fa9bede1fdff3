import { describe, expect, it } from '@jest/globals';
import type { Relationship, Relationships } from '../../../../directives/operation/relationship.ts';
import type { Caller } from '../../../../gateway/platform/caller.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import type {
  QueryOutcome,
  RelationshipQuery,
} from '../../../../gateway/access/relationships/relationship-client.ts';
import { createRelationshipSource } from '../../../../gateway/access/relationships/create-relationship-source.ts';
import type { RequestContext } from '../../../../gateway/platform/request-context.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom, hashOf } from '../../../support/federated/random.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const RELATED: Relationship = {
  careTeam: true,
  deniesActor: false,
  denies: new Set(),
  permits: new Set(),
};

/** Patients whose id starts with p are related. */
function answerTo({ patients }: RelationshipQuery): QueryOutcome {
  const relationships: Relationships = new Map(
    patients.flatMap((id) => (id.startsWith('p') ? [[id, RELATED]] : [])) as never,
  );
  return { ok: true, relationships };
}

const FAILURE: QueryOutcome = { ok: false, code: 'RELATIONSHIPS_STATUS', status: 503 };

/** A relationship source over a client in this process, with a clock that the test moves. */
function createSource({ cacheSeconds = 10, timeoutMs = 1_000 } = {}) {
  const queries: RelationshipQuery[] = [];
  const lines: string[] = [];
  const at = { now: 5_000 };
  let answer: (query: RelationshipQuery) => QueryOutcome | Promise<QueryOutcome> = answerTo;
  let canQuery = true;
  const source = createRelationshipSource({
    client: {
      canQuery: () => canQuery,
      query: async (query) => {
        queries.push(query);
        return answer(query);
      },
      close: () => Promise.resolve(),
    },
    timeoutMs,
    cacheSeconds,
    log: createLog('debug', { write: (line: string) => void lines.push(line) }),
    now: () => at.now,
  });
  return {
    source,
    queries,
    lines,
    at,
    answerWith: (next: typeof answer) => void (answer = next),
    setCanQuery: (value: boolean) => void (canQuery = value),
    asked: () => queries.map(({ patients }) => patients.join(' ')),
  };
}

const doctor = callerOf(['physician'], { claims: new Map([['practitioner', 'dr-7']]) });
const context = contextOf(doctor);
const withCaller = (change: Partial<Caller>) => contextOf({ ...doctor, ...change });

async function ids(source: ReturnType<typeof createSource>['source'], patients: string[]) {
  const { relationships, failed } = await source.relate(context, patients);
  expect(failed).toBe(false);
  return [...relationships.keys()];
}

describe('a relationship source (who is on which care team)', () => {
  it('asks about all patients of a request in one call, once each', async () => {
    const { source, asked } = createSource();
    expect(await ids(source, ['p1', 'x1', 'p2', 'p1'])).toEqual(['p1', 'p2']);
    expect(asked()).toEqual(['p1 x1 p2']);
  });

  it('asks about at most 1,000 patients per call, in three calls for 2,500', async () => {
    const { source, queries } = createSource();
    const many = Array.from({ length: 2_500 }, (_, index) => `p${index}`);
    expect(await ids(source, many)).toEqual(many);
    expect(queries.map(({ patients }) => patients.length)).toEqual([1_000, 1_000, 500]);
  });

  it('makes no call without patients', async () => {
    const { source, asked } = createSource();
    expect(await ids(source, [])).toEqual([]);
    expect(asked()).toEqual([]);
  });

  it('makes no call for a caller whose token lacks a required claim', async () => {
    const { source, setCanQuery, asked } = createSource();
    setCanQuery(false);
    expect(await ids(source, ['p1'])).toEqual([]);
    expect(asked()).toEqual([]);
  });

  it('asks only about patients whose cached answer has expired', async () => {
    const { source, at, asked } = createSource({ cacheSeconds: 10 });
    await ids(source, ['p1', 'x1']);
    at.now += 9_999;
    expect(await ids(source, ['p1', 'x1', 'p2'])).toEqual(['p1', 'p2']);
    at.now += 1;
    expect(await ids(source, ['p1', 'x1', 'p2'])).toEqual(['p2', 'p1']);
    expect(asked()).toEqual(['p1 x1', 'p2', 'p1 x1']);
  });

  it('counts the age of an answer from the time of its request', async () => {
    const { source, at, answerWith, asked } = createSource({ cacheSeconds: 10 });
    answerWith((question) => {
      at.now += 8_000;
      return answerTo(question);
    });
    await ids(source, ['p1']);
    at.now += 2_000;
    await ids(source, ['p1']);
    expect(asked()).toEqual(['p1', 'p1']);
  });

  it('asks again for each lookup when cacheSeconds is 0', async () => {
    const { source, asked } = createSource({ cacheSeconds: 0 });
    await ids(source, ['p1']);
    await ids(source, ['p1']);
    expect(asked()).toEqual(['p1', 'p1']);
  });

  const others: readonly (readonly [string, RequestContext])[] = [
    ['of another subject', withCaller({ subject: 'eve' })],
    ['of another issuer', withCaller({ issuer: 'https://other.test' })],
    ['with another role', withCaller({ roles: ['physician', 'researcher'] })],
    ['with another value of a claim', withCaller({ claims: new Map([['practitioner', 'dr-8']]) })],
    ['without the claim', withCaller({ claims: new Map() })],
    ['through another client', withCaller({ clientId: 'app' })],
    ['for another purpose', contextOf(doctor, { purpose: 'HRESCH' })],
  ];
  it.each(others)(
    'never answers a caller %s from the cached answer to another caller',
    async (_what, other) => {
      const { source, asked, queries } = createSource();
      await source.relate(context, ['p1']);
      await source.relate(other, ['p1']);
      expect(asked()).toEqual(['p1', 'p1']);
      expect(queries[0]?.caller).not.toBe(queries[1]?.caller);
    },
  );

  it.each(others)(
    'never joins a caller %s to the pending call of another caller',
    async (_what, other) => {
      const { source, asked } = createSource();
      await Promise.all([source.relate(context, ['p1']), source.relate(other, ['p1'])]);
      expect(asked()).toEqual(['p1', 'p1']);
    },
  );

  it('answers the same caller from the cache for another request and address', async () => {
    const { source, asked } = createSource();
    await source.relate(context, ['p1']);
    const again = { ...doctor, address: '10.0.0.9', userAgent: 'other', tokenId: 't2' };
    await source.relate(contextOf(again, { requestId: 'other', received: 7 }), ['p1']);
    expect(asked()).toEqual(['p1']);
  });

  it('asks about each patient once for three concurrent requests of one caller, even with cacheSeconds: 0', async () => {
    const { source, asked } = createSource({ cacheSeconds: 0 });
    const [a, b, c] = await Promise.all([
      source.relate(context, ['p1', 'p2']),
      source.relate(context, ['p2', 'p3']),
      source.relate(context, ['p1', 'p3', 'x1']),
    ]);
    expect(asked()).toEqual(['p1 p2', 'p3', 'x1']);
    expect([...a.relationships.keys()]).toEqual(['p1', 'p2']);
    expect([...b.relationships.keys()].toSorted()).toEqual(['p2', 'p3']);
    expect([...c.relationships.keys()].toSorted()).toEqual(['p1', 'p3']);
    await source.relate(context, ['p1']);
    expect(asked()).toHaveLength(4);
  });

  it('fails for all patients of a request, cached ones too, if its call fails, and calls again next time', async () => {
    const { source, asked, answerWith } = createSource();
    await ids(source, ['p1']);
    answerWith(() => FAILURE);
    const failed = { relationships: new Map(), failed: true, rejectedOf: null };
    expect(await source.relate(context, ['p1', 'p2'])).toEqual(failed);
    answerWith(answerTo);
    expect(await ids(source, ['p1', 'p2'])).toEqual(['p1', 'p2']);
    expect(asked()).toEqual(['p1', 'p2', 'p2']);
  });

  it('fails for all patients if one of several calls fails', async () => {
    const { source, answerWith } = createSource();
    answerWith((question) => (question.patients.includes('p1500') ? FAILURE : answerTo(question)));
    const many = Array.from({ length: 2_500 }, (_, index) => `p${index}`);
    expect(await source.relate(context, many)).toEqual({
      relationships: new Map(),
      failed: true,
      rejectedOf: null,
    });
  });

  it('fails every request that waits for a failed call', async () => {
    const { source, answerWith, asked } = createSource();
    answerWith(() => FAILURE);
    const related = await Promise.all([
      source.relate(context, ['p1']),
      source.relate(context, ['p1']),
    ]);
    expect(related.map(({ failed }) => failed)).toEqual([true, true]);
    expect(asked()).toEqual(['p1']);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('patient p1 is unknown');
      },
    ],
    ['rejects', () => Promise.reject(new Error('patient p1 is unknown'))],
  ])(
    'fails without rejecting or logging patient ids if the query function %s, and asks again next time',
    async (_what, fail) => {
      const { source, answerWith, asked, lines } = createSource();
      answerWith(fail);
      expect((await source.relate(context, ['p1'])).failed).toBe(true);
      expect(lines.join()).not.toContain('p1');
      answerWith(answerTo);
      expect(await ids(source, ['p1'])).toEqual(['p1']);
      expect(asked()).toEqual(['p1', 'p1']);
    },
  );

  it('logs failures by code, status and count, without ids, at most once per second', async () => {
    const { source, answerWith, lines, at } = createSource();
    answerWith(() => FAILURE);
    for (let times = 0; times < 5; times += 1) await source.relate(context, ['p1']);
    at.now += 1_000;
    await source.relate(context, ['p1']);
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged).toEqual([
      expect.objectContaining({ msg: 'relationship source failed', status: 503, count: 1 }),
      expect.objectContaining({ code: 'RELATIONSHIPS_STATUS', status: 503, count: 5 }),
    ]);
    expect(lines.join()).not.toMatch(/p1|dr-7|physician/);
  });

  it('gives the same relationships with cached answers and joined calls as with a call for each lookup', async () => {
    const { numRuns, seed = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(30, 3_000);
    const random = createRandom(seed);
    const contexts = [context, ...others.map(([, other]) => other)];
    let saved = 0;
    for (let run = 0; run < numRuns; run += 1) {
      const [cached, plain] = [
        createSource({ cacheSeconds: 10 }),
        createSource({ cacheSeconds: 0 }),
      ];
      for (const { answerWith } of [cached, plain]) answerWith(answerByCaller);
      for (let round = 0; round < 10; round += 1) {
        cached.at.now += random.pick([0, 1, 1_000, 9_999]);
        const lookups = Array.from({ length: random.pick([1, 2, 4]) }, () => ({
          from: random.pick(contexts),
          patients: Array.from({ length: random.below(5) }, () => random.pick(PATIENTS)),
        }));
        const found = await Promise.all(
          lookups.map(({ from, patients }) => cached.source.relate(from, patients)),
        );
        for (const [index, { from, patients }] of lookups.entries()) {
          const expected = await plain.source.relate(from, patients);
          expect({ seed, run, round, found: found[index] }).toEqual({
            seed,
            run,
            round,
            found: expected,
          });
        }
      }
      saved += plain.queries.length - cached.queries.length;
    }
    expect(saved).toBeGreaterThan(0);
  });
});

const PATIENTS = ['p1', 'p2', 'p3', 'p4', 'x1', ''];

/** About two of three patients are related to a caller, each in another way. */
function answerByCaller({
  context: { caller, purpose },
  patients,
}: RelationshipQuery): QueryOutcome {
  const { issuer, subject, roles, clientId, claims } = caller;
  const asked = JSON.stringify([issuer, subject, roles, clientId, [...claims], purpose]);
  const listed = patients.flatMap((patient) => {
    const hash = hashOf(asked, patient);
    if (hash % 3 === 0) return [];
    const relationship = { ...RELATED, careTeam: hash % 2 === 0, deniesActor: hash % 5 === 0 };
    return [[patient, relationship] as const];
  });
  return { ok: true, relationships: new Map(listed) };
}
