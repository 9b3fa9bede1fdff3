import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { admit } from '../../../gateway/pipeline/admit.ts';
import { AUTHORIZATION } from '../../support/callers.ts';
import { CLINIC } from '../../support/clinic.ts';
import { createInProcessGraph, type InProcessGraph } from '../../support/in-process-graph.ts';

let clinic: InProcessGraph;
beforeAll(async () => {
  clinic = await createInProcessGraph(CLINIC, AUTHORIZATION, { limits: { selections: 20_000 } });
});
afterAll(() => clinic.close());

const CONDITIONS = ['a', 'b', 'c', 'd', 'e'];

/** Of 10,000 fields, and another selection for each of 32 values of its conditions. */
const LARGE = `
  query Large(${CONDITIONS.map((name) => `$${name}: Boolean!`).join(' ')}) {
    ${Array.from({ length: 100 }, (_, at) => `p${at}: patient(id: "p1") { ...Many }`).join(' ')}
    ${CONDITIONS.map((name) => `${name}: patient(id: "p1") @include(if: $${name}) { nick }`).join(' ')}
  }
  fragment Many on Patient { ${Array.from({ length: 99 }, (_, at) => `f${at}: nick`).join(' ')} }`;

/** What is kept of it, or made anew. */
function selectedOf(query: string, variant = 0) {
  const { plans } = clinic.parts.current();
  const document = parse(query);
  const queryHash = createHash('sha256').update(query).digest('hex');
  const found = plans.find({ document, queryHash, operationName: null });
  const values = CONDITIONS.map((name, bit) => [name, Math.floor(variant / 2 ** bit) % 2 === 1]);
  return plans.select(admit(found, query === LARGE ? Object.fromEntries(values) : {}));
}

describe('what is kept of operations', () => {
  it('is the same for the same document and conditions', () => {
    expect(selectedOf('{ patient(id: "p1") { nick } }')).toBe(
      selectedOf('{ patient(id: "p1") { nick } }'),
    );
    expect(selectedOf(LARGE, 1)).toBe(selectedOf(LARGE, 1));
    expect(selectedOf(LARGE, 1)).not.toBe(selectedOf(LARGE, 2));
    expect(selectedOf(LARGE).selection.fields).toHaveLength(10_000);
  });

  it('is bounded by its fields, whatever somebody asks', () => {
    const first = selectedOf(LARGE);
    // 320,000 fields in all.
    for (let variant = 1; variant < 32; variant += 1) selectedOf(LARGE, variant);
    expect(selectedOf(LARGE)).not.toBe(first);
  });

  it('counts what a small one takes by itself', () => {
    const names = Array.from({ length: 14 }, (_, at) => `c${at}`);
    const small = `query Small(${names.map((name) => `$${name}: Boolean!`).join(' ')}) {
      patient(id: "p1") { ${names.map((name) => `${name}: nick @include(if: $${name})`).join(' ')} }
    }`;
    const { plans } = clinic.parts.current();
    const request = { document: parse(small), queryHash: 'small', operationName: null };
    const selectedAs = (variant: number) => {
      const values = names.map((name, bit) => [name, Math.floor(variant / 2 ** bit) % 2 === 1]);
      return plans.select(admit(plans.find(request), Object.fromEntries(values)));
    };
    const first = selectedAs(0);
    // 105,000 fields: fewer than are kept, if nothing else counted.
    for (let variant = 1; variant < 13_000; variant += 1) selectedAs(variant);
    expect(selectedAs(0)).not.toBe(first);
  });
});
