import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { renameSync, writeFileSync } from 'node:fs';
import { readLedger } from '../support/read-ledger.ts';
import { isMutation, startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import type { Answer, Question, StackGateway } from '../support/stack-gateway.ts';

let stack: Stack;
let gateway: StackGateway;
let own: string;
let other: string;

beforeAll(async () => {
  stack = await startStack({ names: ['patients'] });
  gateway = await stack.gateway('audit');
  const nurse = stack.issuer.token('the nurse', { roles: ['nurse'] });
  const { data } = await gateway.ask(nurse, { query: '{ patients(first: 2) { id } }' });
  const { patients } = data as { readonly patients: readonly { readonly id: string }[] };
  [own = '', other = ''] = patients.map(({ id }) => id);
});
afterEach(() => {
  stack.onReceived(null);
  stack.received.length = 0;
});
afterAll(() => stack.close(), 30_000);

const ADDRESS = { line: '3 New Street', city: 'Lowell', state: 'Massachusetts', zip: '01850' };
const DENIED = 'UNAUTHORIZED_FIELD_OR_TYPE';

function askAsPatient(question: Question): Promise<Answer> {
  return gateway.ask(
    stack.issuer.token('the patient', { roles: ['patient'], patient: own }),
    question,
  );
}

function correct(patientId: string, line = ADDRESS.line): Question {
  return {
    query: `mutation Correct($id: ID!, $address: AddressInput!) {
      correctAddress(patientId: $id, address: $address) { id name address { line zip } }
    }`,
    variables: { id: patientId, address: { ...ADDRESS, line } },
  };
}

function leavesOf({ requestId }: Answer, ledger = 'audit') {
  return readLedger(stack.ledger(ledger)).filter(
    ({ operation }) => operation?.requestId === requestId,
  );
}

/** Asks the patients subgraph itself. */
async function storedLine(patient: string): Promise<unknown> {
  const url = stack.subgraphs.find(({ name }) => name === 'patients')?.url ?? '';
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'query One($id: ID!) { patient(id: $id) { address { line } } }',
      variables: { id: patient },
    }),
  });
  const { data } = (await response.json()) as {
    readonly data: { readonly patient: { readonly address: { readonly line: string } } };
  };
  return data.patient.address.line;
}

describe("a patient's mutation that corrects an address", () => {
  it.each<[string, () => Question]>([
    ['by a variable', () => correct(other)],
    [
      'by an aliased literal in a fragment',
      () => ({
        query: `mutation { ...Sly }
          fragment Sly on Mutation { mine: correctAddress(patientId: "${other}", address: { line: "x", city: "x", state: "x", zip: "1" }) { __typename } }`,
      }),
    ],
    [
      "together with a mutation of the caller's own record",
      () => ({
        query: `mutation Both($own: ID!, $other: ID!, $address: AddressInput!) {
          a: correctAddress(patientId: $own, address: $address) { id }
          b: correctAddress(patientId: $other, address: $address) { id }
        }`,
        variables: { own, other, address: ADDRESS },
      }),
    ],
  ])(
    'is refused with UNAUTHORIZED_FIELD_OR_TYPE for another patient before any subgraph request, and recorded as a denial: %s',
    async (_how, question) => {
      const before = await storedLine(own);
      stack.received.length = 0;
      const answer = await askAsPatient(question());
      expect(answer).toMatchObject({ status: 200, data: null });
      for (const { extensions } of answer.errors) expect(extensions).toEqual({ code: DENIED });
      expect(answer.errors.length).toBeGreaterThan(0);
      expect(stack.received).toEqual([]);
      expect(leavesOf(answer)).toMatchObject([
        {
          kind: 'denial',
          outcome: 'deny',
          denied: [{ coordinate: 'Mutation.correctAddress', reason: 'reach' }],
          patients: expect.arrayContaining([other]),
          accesses: [],
        },
      ]);
      expect(await storedLine(own)).toBe(before);
    },
  );

  it('is recorded as intended before it is sent, and with its outcome, both times without the new address', async () => {
    const onDisk: string[][] = [];
    stack.onReceived((request) => {
      if (!isMutation(request)) return;
      onDisk.push(readLedger(stack.ledger('audit')).map(({ kind }) => kind));
    });
    const answer = await askAsPatient(correct(own));
    expect(answer).toMatchObject({ status: 200, errors: [] });
    expect(answer.data).toEqual({
      correctAddress: {
        id: own,
        name: expect.any(String),
        address: { line: ADDRESS.line, zip: ADDRESS.zip },
      },
    });
    expect(onDisk.map((kinds) => kinds.at(-1))).toEqual(['intent']);
    expect(stack.received.filter(isMutation)).toHaveLength(1);
    const [intent, outcome, ...more] = leavesOf(answer);
    expect(more).toEqual([]);
    expect(intent).toMatchObject({
      kind: 'intent',
      outcome: 'pending',
      patients: [own],
      accesses: [],
      arguments: expect.arrayContaining(['AddressInput.line', 'AddressInput.zip']),
    });
    expect(outcome).toMatchObject({ kind: 'outcome', outcome: 'permit', patients: [own] });
    expect(outcome?.accesses.map(({ type, rule }) => ({ type, rule }))).toContainEqual({
      type: 'Patient',
      rule: { roles: ['patient'], relation: 'self', wouldDeny: [] },
    });
    expect(JSON.stringify([intent, outcome])).not.toContain(ADDRESS.line);
    expect(await storedLine(own)).toBe(ADDRESS.line);
  });

  it('gets 503 AUDIT_UNAVAILABLE with executed: true, without data or Retry-After, if its outcome cannot be recorded', async () => {
    const path = stack.ledger('failing');
    gateway = await stack.gateway('failing');
    stack.onReceived((request) => {
      if (!isMutation(request)) return;
      renameSync(path, `${path}.moved`);
      writeFileSync(path, '');
    });
    const answer = await askAsPatient(correct(own, '4 Written Road'));
    expect(answer).toMatchObject({ status: 503, data: null });
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(answer.errors).toEqual([
      {
        message: 'The access could not be recorded, so nothing is released.',
        extensions: { code: 'AUDIT_UNAVAILABLE', executed: true },
      },
    ]);
    expect(stack.received.filter(isMutation)).toHaveLength(1);
    expect(await storedLine(own)).toBe('4 Written Road');
    expect(await gateway.readiness()).toBe(503);
    renameSync(`${path}.moved`, path);
    expect(leavesOf(answer, 'failing')[0]).toMatchObject({ kind: 'intent', outcome: 'pending' });
  });
});
