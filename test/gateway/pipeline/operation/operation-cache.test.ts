import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { tokenAccessOf } from '../../../../directives/operation/token-access.ts';
import { coerceVariables } from '../../../../gateway/pipeline/operation/find-operation.ts';
import { AUTHORIZATION, doctor } from '../../../support/callers.ts';
import { CLINIC } from '../../../support/clinic.ts';
import {
  contextOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../../../support/in-process-graph.ts';

/** A share of 0.3 of these is for selections. */
const MEGABYTES = 400;
const context = contextOf(doctor);
let clinic: InProcessGraph;
beforeAll(async () => {
  clinic = await createInProcessGraph(CLINIC, AUTHORIZATION, {
    limits: { selections: 20_000, cacheMegabytes: MEGABYTES },
  });
});
afterAll(() => clinic.close());

const CONDITIONS = ['a', 'b', 'c', 'd', 'e'];

/** An operation of 10,000 fields with a separate selection for each of the 32 values of its conditions. */
const LARGE = `
  query Large(${CONDITIONS.map((name) => `$${name}: Boolean!`).join(' ')}) {
    ${Array.from({ length: 100 }, (_, at) => `p${at}: patient(id: "p1") { ...Many }`).join(' ')}
    ${CONDITIONS.map((name) => `${name}: patient(id: "p1") @include(if: $${name}) { nick }`).join(' ')}
  }
  fragment Many on Patient { ${Array.from({ length: 99 }, (_, at) => `f${at}: nick`).join(' ')} }`;

/** The selection, cached or new. */
async function selectedOf(query: string, variant = 0) {
  const { cache } = clinic.parts.current();
  const document = parse(query);
  const queryHash = createHash('sha256').update(query).digest('hex');
  const found = await cache.find({ document, queryHash, operationName: null, context });
  const values = CONDITIONS.map((name, bit) => [name, Math.floor(variant / 2 ** bit) % 2 === 1]);
  const variables = coerceVariables(found, query === LARGE ? Object.fromEntries(values) : {});
  return cache.select(found, variables, context);
}

describe('the cache of parsed selections', () => {
  it('returns the same selection for the same document and conditions, and another for other conditions', async () => {
    const small = '{ patient(id: "p1") { nick } }';
    expect(await selectedOf(small)).toBe(await selectedOf(small));
    expect(await selectedOf(LARGE, 1)).toBe(await selectedOf(LARGE, 1));
    expect(await selectedOf(LARGE, 1)).not.toBe(await selectedOf(LARGE, 2));
    expect((await selectedOf(LARGE)).selection.fields).toHaveLength(10_000);
  });

  it('drops the oldest selection when the large selections of one caller exceed the memory limit of the cache', async () => {
    const first = await selectedOf(LARGE);
    // 12.5 MB each of 120 MB.
    for (let variant = 1; variant < 12; variant += 1) await selectedOf(LARGE, variant);
    expect(await selectedOf(LARGE)).not.toBe(first);
  });

  it('drops the oldest of 8,000 small selections, because the fixed overhead of each counts too', async () => {
    const names = Array.from({ length: 14 }, (_, at) => `c${at}`);
    const small = `query Small(${names.map((name) => `$${name}: Boolean!`).join(' ')}) {
      patient(id: "p1") { ${names.map((name) => `${name}: nick @include(if: $${name})`).join(' ')} }
    }`;
    const { cache } = clinic.parts.current();
    const request = { document: parse(small), queryHash: 'small', operationName: null, context };
    const selectedAs = async (variant: number) => {
      const values = names.map((name, bit) => [name, Math.floor(variant / 2 ** bit) % 2 === 1]);
      const found = await cache.find(request);
      return cache.select(found, coerceVariables(found, Object.fromEntries(values)), context);
    };
    const first = await selectedAs(0);
    // 81 MB of fields would fit if nothing else counted.
    for (let variant = 1; variant < 8_000; variant += 1) await selectedAs(variant);
    expect(await selectedAs(0)).not.toBe(first);
  });
});

describe('the cache of decisions', () => {
  it('keeps decisions, and no failure: the same roles are decided on again', async () => {
    const { cache, graph } = clinic.parts.current();
    const reach = graph.reachOf(context);
    const tokenAccess = tokenAccessOf(graph.policy, { scopes: [], policies: [] });
    const failing = {
      ...reach,
      cacheKey: 'roles of the test',
      get effectiveRoles(): never {
        throw new RangeError('fails once');
      },
    };
    await expect(cache.authorize(failing, tokenAccess)).rejects.toThrow(RangeError);
    const sound = { ...reach, cacheKey: failing.cacheKey };
    const decided = await cache.authorize(sound, tokenAccess);
    expect(await cache.authorize(sound, tokenAccess)).toBe(decided);
  });
});
