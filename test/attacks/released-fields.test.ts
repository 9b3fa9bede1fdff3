import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { PlainLeaf } from '../../gateway/audit/record/parse-leaf.ts';
import type { Ledger } from '../../gateway/audit/append/ledger.ts';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { limitsSchema } from '../../gateway/pipeline/limits/limits-config.ts';
import { createDirectory, ledgerOptions } from '../gateway/audit/sample.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';
import { readLedger } from '../support/read-ledger.ts';
import { startStack, type Stack } from '../support/stack.ts';

const SDL = `
  type Query { patients(first: Int!): [Patient!]! patient(id: ID! @patient): Patient }
  type Mutation { touch(first: Int!): [Patient!]! }
  type Patient @key(fields: "id") @patient(id: "id") {
    id: ID!
    open: Int
    a: String @phi @role(anyOf: ["doctor"])
    b: String @phi @role(anyOf: ["doctor"])
    c: String @phi @role(anyOf: ["doctor"])
    d: String @phi @role(anyOf: ["doctor"])
  }
`;

const patient = (index: number) => ({
  id: `patient-${index}`,
  open: 1,
  a: 'a',
  b: 'b',
  c: 'c',
  d: index % 2 === 0 ? 'd' : null,
});
const some = (_: unknown, { first }: { first: number }) =>
  Array.from({ length: first }, (_item, index) => patient(index));

const PEOPLE = {
  sdl: SDL,
  resolvers: { Query: { patients: some }, Mutation: { touch: some } },
};

const { releasedFields } = limitsSchema('/').parse(undefined);
const EVERYTHING = 'query($n: Int!) { patients(first: $n) { id open a b c d } }';

/** A graph whose records go into a ledger of its own, on disk. */
async function start(deadlineMs: number, limit = releasedFields) {
  const folder = createDirectory();
  const ledger: Ledger = await openLedger(ledgerOptions(folder.path, { deadlineMs }));
  const graph: InProcessGraph = await createInProcessGraph({ people: PEOPLE }, AUTHORIZATION, {
    limits: { releasedFields: limit },
    append: (record) => ledger.append(record),
  });
  const path = join(folder.path, 'audit.db');
  return {
    ask: async (query: string, variables: Record<string, unknown>) => {
      const before = readLedger(path).length;
      const outcome = await graph
        .run({ query, variables, caller: doctor })
        .then(({ data, errors }) => ({ data, errors, code: null }))
        .catch((error: { readonly code: string }) => ({
          data: null,
          errors: [],
          code: error.code,
        }));
      return { ...outcome, leaves: () => readLedger(path).slice(before) };
    },
    verify: () =>
      verifyLedger({
        location: { kind: 'sqlite', path },
        publicKey: ledger.publicKey,
        anchors: [],
        witnesses: [],
        guardPath: `${path}.guard`,
      }),
    path,
    close: async () => {
      await graph.close();
      await ledger.close();
      folder.remove();
    },
  };
}

/** `Type.field record` of everything on the record. */
function recorded(leaves: readonly PlainLeaf[]): string[] {
  return leaves.flatMap(({ accesses }) =>
    accesses.flatMap(({ type, fields, objects }) =>
      fields.flatMap(({ name }) => objects.map(([, record]) => `${type}.${name} ${record}`)),
    ),
  );
}

describe('a response with 100,000 PHI fields, the default limit,', () => {
  let stack: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => void (stack = await start(10_000)));
  afterAll(() => stack.close());

  it('is released, and all its fields are recorded in numbered parts of one record', async () => {
    expect(releasedFields).toBe(100_000);
    const { data, errors, leaves } = await stack.ask(EVERYTHING, { n: 25_000 });
    expect(errors ?? []).toEqual([]);
    const { patients } = data as { patients: readonly Record<string, unknown>[] };
    expect(patients).toHaveLength(25_000);
    const parts = leaves();
    expect(parts.length).toBeGreaterThan(10);
    expect(parts.map(({ part, parts: of }) => `${part}/${of}`)).toEqual(
      parts.map((_leaf, index) => `${index + 1}/${parts.length}`),
    );
    expect(new Set(parts.map(({ id }) => id)).size).toBe(1);
    const released = patients.flatMap(({ id }) =>
      ['a', 'b', 'c', 'd'].map((field) => `Patient.${field} ${String(id)}`),
    );
    expect(released).toHaveLength(100_000);
    // As one text: to compare so many one by one takes longer than all else here.
    expect(recorded(parts).toSorted().join() === released.toSorted().join()).toBe(true);
    expect((await stack.verify()).result).toBe('PASS');
  });
});

describe('the limit of PHI fields in a response', () => {
  let stack: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => void (stack = await start(10_000, 1_000)));
  afterAll(() => stack.close());

  it('refuses a whole response that has one field more with OPERATION_TOO_COMPLEX, recorded as a denial', async () => {
    const query = `query($n: Int!) { patients(first: $n) { id open a b c d } one: patients(first: 1) { a } }`;
    const { data, code, leaves } = await stack.ask(query, { n: 250 });
    expect({ data, code }).toEqual({ data: null, code: 'OPERATION_TOO_COMPLEX' });
    expect(leaves()).toEqual([
      expect.objectContaining({
        kind: 'denial',
        outcome: 'deny',
        reason: 'OPERATION_TOO_COMPLEX',
        accesses: [],
      }),
    ]);
  });

  it('counts a field again under each alias', async () => {
    const query = `query($n: Int!) { ${'pqrst'.replace(/./g, (key) => `${key}: patients(first: $n) { id a b c d } `)} }`;
    expect((await stack.ask(query, { n: 50 })).code).toBeNull();
    expect((await stack.ask(query, { n: 51 })).code).toBe('OPERATION_TOO_COMPLEX');
  });

  it('counts only PHI fields', async () => {
    const query = 'query($n: Int!) { patients(first: $n) { id open more: open a } }';
    const { code, leaves } = await stack.ask(query, { n: 340 });
    expect(code).toBeNull();
    expect(recorded(leaves())).toHaveLength(340);
  });

  it('refuses the response of a mutation with more fields with OPERATION_TOO_COMPLEX and executed: true, and records the outcome deny', async () => {
    const query = 'mutation($n: Int!) { touch(first: $n) { a b c d } }';
    const { data, errors, leaves } = await stack.ask(query, { n: 251 });
    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'OPERATION_TOO_COMPLEX', executed: true, http: { status: 400 } },
    ]);
    expect(
      leaves().map(({ kind, outcome, reason, accesses }) => [kind, outcome, reason, accesses]),
    ).toEqual([
      ['intent', 'pending', null, []],
      ['outcome', 'deny', 'OPERATION_TOO_COMPLEX', []],
    ]);
  });
});

describe('a response with many PHI fields that the ledger cannot write in time', () => {
  it('is refused with AUDIT_UNAVAILABLE, and an "unreleased" record follows its late access records', async () => {
    const stack = await start(20);
    try {
      const { data, code } = await stack.ask(EVERYTHING, { n: 25_000 });
      expect({ data, code }).toEqual({ data: null, code: 'AUDIT_UNAVAILABLE' });
      let leaves = readLedger(stack.path);
      for (let tries = 0; tries < 100 && leaves.at(-1)?.kind !== 'unreleased'; tries += 1) {
        await new Promise((resolve) => void setTimeout(resolve, 50));
        leaves = readLedger(stack.path);
      }
      const access = leaves.filter(({ kind }) => kind === 'access');
      // Over-reported, whole: the record landed after its response had been given up.
      expect(recorded(access)).toHaveLength(100_000);
      const first = leaves.findIndex(({ kind }) => kind === 'access');
      expect(leaves.at(-1)).toMatchObject({
        kind: 'unreleased',
        details: { first, count: access.length },
      });
      expect((await stack.verify()).result).toBe('PASS');
    } finally {
      await stack.close();
    }
  });
});

describe('a response with many PHI fields over HTTP', () => {
  let stack: Stack;
  beforeAll(async () => void (stack = await startStack()), 30_000);
  afterAll(() => stack.close(), 30_000);

  const QUERY = '{ patients(first: 1000) { id observations(first: 50) { id code description } } }';
  interface Data {
    readonly patients: readonly { readonly observations: readonly { readonly id: string }[] }[];
  }

  it('is released, with each object recorded, if limits.releasedFields allows it, and with one field too many is refused with 400 and recorded as a denial', async () => {
    const limits = { cost: 10_000_000, requestsPerMinute: 10_000 };
    const token = stack.issuer.token('the doctor', { roles: ['physician'] });
    const open = await stack.gateway('open', { limits });
    const answer = await open.ask(token, { query: QUERY });
    expect(answer).toMatchObject({ status: 200, errors: [] });
    await open.stop();
    const ids = (answer.data as unknown as Data).patients.flatMap(({ observations }) =>
      observations.map(({ id }) => id),
    );
    expect(ids.length).toBeGreaterThan(1_000);
    const lines = new Set(recorded(readLedger(stack.ledger('open'))));
    // Their ids are PHI, so the record holds a keyed hash of each.
    const observations = [...lines].filter((line) => line.startsWith('Observation.code hmac:'));
    expect(observations).toHaveLength(new Set(ids).size);

    const fields = lines.size;
    const closed = await stack.gateway('closed', { limits: { ...limits, releasedFields: fields } });
    expect((await closed.ask(token, { query: QUERY })).status).toBe(200);
    await closed.stop();
    const shut = await stack.gateway('shut', {
      limits: { ...limits, releasedFields: fields - 1 },
    });
    const refused = await shut.ask(token, { query: QUERY });
    expect(refused).toMatchObject({ status: 400, data: null });
    expect(refused.errors).toEqual([
      {
        message: 'The operation exceeds a limit of this server.',
        extensions: {
          code: 'OPERATION_TOO_COMPLEX',
          problems: ['The operation exceeds limits.releasedFields.'],
        },
      },
    ]);
    await shut.stop();
    const kept = readLedger(stack.ledger('shut'));
    expect(recorded(kept)).toEqual([]);
    expect(kept.map(({ kind, reason }) => `${kind} ${reason}`)).toContain(
      'denial OPERATION_TOO_COMPLEX',
    );
  });
});
