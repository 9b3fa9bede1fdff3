import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';

const REACH =
  'reach: { physician: all, nurse: all, billing: all, patient: self, privacy_officer: all, researcher: all }';

let served: ServedGateway;
beforeAll(async () => {
  served = await startServedGateway(`
authorization: { ${REACH} }
limits: { unplannedPerMinute: 8, unplannedPerMinuteInAll: 14, cacheMegabytes: 16 }
`);
});
afterAll(() => served.close());

const REFUSED = { status: 429, codes: ['UNPLANNED_BUDGET'], data: null };
const physician = tokenOf(['physician']);
const KNOWN =
  'query Known($with: Boolean = false) { patients(first: 1) { id name @include(if: $with) } }';

const ask = (token: string, query: string, more: object = {}) =>
  served.send({ token, body: { query, ...more } });

describe('a caller with a budget of 8 documents per minute without a cached plan', () => {
  it('gets 429 UNPLANNED_BUDGET beyond it, also for invalid documents or a new operation name, and 200 for known documents', async () => {
    expect(await ask(physician, KNOWN)).toMatchObject({ status: 200, codes: [] });
    const variants: [string, object][] = [
      ['{ a: patients(first: 1) { id } }', {}],
      ['{ b: patients(first: 1) { id } }', {}],
      // Another space makes another document.
      ['{ b: patients(first: 1) {  id } }', {}],
      // Invalid documents count, since each has to be parsed.
      ['{ nowhere }', {}],
      ['{ nowhere', {}],
      // A known document with another condition.
      [KNOWN, { variables: { with: true } }],
      [`${KNOWN} query Other { __typename }`, { operationName: 'Other' }],
    ];
    for (const [query, more] of variants)
      expect((await ask(physician, query, more)).codes).not.toContain('UNPLANNED_BUDGET');
    for (const [query, more] of [
      ['{ c: patients(first: 1) { id } }', {}],
      ['{ nowhere }', {}],
      [`${KNOWN} query Other { __typename }`, { operationName: 'Known' }],
    ] as const)
      expect(await ask(physician, query, more)).toMatchObject(REFUSED);
    for (let again = 0; again < 3; again += 1) {
      expect(await ask(physician, KNOWN)).toMatchObject({ status: 200, codes: [] });
      expect(await ask(physician, KNOWN, { variables: { with: true } })).toMatchObject({
        status: 200,
      });
    }
  });

  it('leaves another caller the other 6 of the 14 documents for all callers; then only known documents get 200', async () => {
    const nurse = tokenOf(['nurse']);
    // The document is known, and new for these roles.
    expect(await ask(nurse, KNOWN)).toMatchObject({ status: 200, codes: [] });
    for (let index = 0; index < 5; index += 1)
      expect(await ask(nurse, `{ n${index}: patients(first: 1) { id } }`)).toMatchObject({
        status: 200,
      });
    expect(await ask(nurse, '{ n6: patients(first: 1) { id } }')).toMatchObject(REFUSED);
    expect(await ask(nurse, KNOWN)).toMatchObject({ status: 200, codes: [] });
  });

  it('causes no record and no subgraph call with a refused document, and gets the seconds to wait in retry-after', async () => {
    const before = [served.leaves().length, served.received.length];
    const refused = await ask(physician, '{ d: patients(first: 1) { id name } }');
    expect(refused).toMatchObject(REFUSED);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect([served.leaves().length, served.received.length]).toEqual(before);
  });

  it('has each refused document counted as UNPLANNED_BUDGET in a refusals record of the ledger: 3 of 11', async () => {
    const replica = await served.replica();
    const documents = Array.from({ length: 11 }, (_item, index) => `{ nowhere${index} }`);
    for (const query of documents) await replica.send({ token: physician, body: { query } });
    await replica.gateway.close();
    const summary = replica.leaves().find(({ kind }) => kind === 'refusals');
    expect(summary?.details).toEqual({ UNPLANNED_BUDGET: 3 });
  });
});
