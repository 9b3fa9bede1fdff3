import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { readLedger } from '../support/read-ledger.ts';
import { startStack, type Stack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';

/** Of two subgraphs, in responses that are large enough to be parsed in turn. */
const query =
  'query ($first: Int!) { patients(first: $first) { id name birthDate ssn encounters(first: 3) { id start reasonCode } } }';
const ROLES = ['physician', 'nurse', 'billing', 'researcher', 'patient'] as const;
const REQUESTS = 60;

let stack: Stack;
let gateway: StackGateway;
/** The responses to requests one after another, and who made each recorded query with the digest of what it released. */
let alone: Awaited<ReturnType<typeof ask>>[];
let recordedAlone: readonly string[];
beforeAll(async () => {
  stack = await startStack({ names: ['patients', 'encounters'] });
  gateway = await stack.gateway('busy');
  alone = [];
  for (const request of requests) alone.push(await ask(gateway, request));
  recordedAlone = recordsSince('busy', 0);
});
afterAll(() => stack.close());

/** The role of a request and how many patients it asks for: all differ. */
const requests = Array.from({ length: REQUESTS }, (_each, index) => ({
  role: ROLES[index % ROLES.length] ?? ROLES[0],
  first: 40 + index,
}));

async function ask(of: StackGateway, { role, first }: (typeof requests)[number]) {
  const token = stack.issuer.token(`${role}-${first}`, { roles: [role] });
  const { status, data, errors } = await of.ask(token, { query, variables: { first } });
  return { status, data, errors };
}

/** Who made each recorded query, and the digest of what it released, sorted. */
function recordsSince(ledger: string, leaf: number) {
  return readLedger(stack.ledger(ledger))
    .slice(leaf)
    .filter(({ kind }) => kind === 'access')
    .map(({ actor, accesses }) => `${actor?.subject} ${hash('sha256', JSON.stringify(accesses))}`)
    .toSorted();
}

describe('a gateway with more requests at a time than it can serve at once', () => {
  it('gives each caller the response, and the ledger the records, of requests one after another', async () => {
    const size = readLedger(stack.ledger('busy')).length;
    expect(await Promise.all(requests.map((request) => ask(gateway, request)))).toEqual(alone);
    expect(recordsSince('busy', size)).toEqual(recordedAlone);
    // The roles differ in what they may see, and nearly all requests release something.
    const views = new Set(alone.slice(0, ROLES.length).map(({ data }) => JSON.stringify(data)));
    expect(views.size).toBeGreaterThan(3);
    expect(recordedAlone.length).toBeGreaterThan(REQUESTS / 2);
  });

  it('gives the same responses and records with two worker processes', async () => {
    const workers = await stack.gateway('workers', { server: { port: 0, workers: 2 } });
    expect(await Promise.all(requests.map((request) => ask(workers, request)))).toEqual(alone);
    expect(recordsSince('workers', 0)).toEqual(recordedAlone);
  });
});
