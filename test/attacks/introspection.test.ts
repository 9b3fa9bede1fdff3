import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import {
  assertValidSchema,
  buildClientSchema,
  getIntrospectionQuery,
  Kind,
  parse,
  print,
  validate,
  type IntrospectionQuery,
} from 'graphql';
import type { Caller } from '../../gateway/platform/caller.ts';
import { executeOperation } from '../../gateway/pipeline/execute-operation.ts';
import { asObject } from '../../gateway/pipeline/respond.ts';
import {
  AUTHORIZATION,
  clerk,
  doctor,
  doctorAndP1,
  callerWithoutRoles,
  p1,
  research,
  unclaimed,
  visitor,
} from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { selectEverything } from '../support/select-everything.ts';
import {
  contextOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../support/in-process-graph.ts';
import { coordinatesOf } from '../support/introspected-schema.ts';

const CALLERS = {
  doctor,
  clerk,
  research,
  p1,
  doctorAndP1,
  unclaimed,
  callerWithoutRoles,
  visitor,
};
type Who = keyof typeof CALLERS;
const EVERYBODY = Object.keys(CALLERS) as readonly Who[];

/** Written by hand: coordinates that the schema must hide from each caller. */
const HIDDEN: Readonly<Record<Who, readonly string[]>> = {
  doctor: ['Doctor.license'],
  clerk: ['Query.count', 'Patient.born', 'Lab.value', 'Note.text'],
  research: [
    'Query.count',
    'Patient.ssn',
    'Patient.risk',
    'Patient.rating',
    'Doctor.rating',
    'Being.rating',
    'Doctor.license',
    'Lab.code',
    'Lab.value',
    'Note',
    'Record.code',
  ],
  p1: ['Query.count', 'Doctor.license', 'Note.text'],
  doctorAndP1: ['Doctor.license'],
  unclaimed: ['Query.patients', 'Query.patient', 'Patient', 'Lab.value', 'Doctor.treats'],
  callerWithoutRoles: [
    'Query.patients',
    'Query.patient',
    'Patient',
    'Note',
    'Doctor.treats',
    'Doctor.name',
  ],
  visitor: ['Query.patients', 'Query.patient', 'Patient', 'Note', 'Doctor.treats', 'Doctor.name'],
};

let clinic: InProcessGraph;
/** The coordinates that the standard introspection query shows each caller. */
const visibleTo = new Map<Who, ReadonlySet<string>>();

beforeAll(async () => {
  clinic = await createInProcessGraph(CLINIC, AUTHORIZATION);
  for (const who of EVERYBODY) {
    const { data } = await ask(CALLERS[who], getIntrospectionQuery());
    const schema = buildClientSchema(data as IntrospectionQuery);
    assertValidSchema(schema);
    visibleTo.set(who, coordinatesOf(schema));
  }
});
afterAll(() => clinic.close());

interface Response {
  readonly data: unknown;
  readonly errors: readonly string[];
}

/** Asks with introspection on. */
async function ask(
  caller: Caller,
  query: string,
  {
    graph = clinic,
    variables = null,
    isValid = true,
  }: {
    readonly graph?: InProcessGraph;
    readonly variables?: Record<string, unknown> | null;
    readonly isValid?: boolean;
  } = {},
): Promise<Response> {
  const document = parse(query);
  const [invalid] = isValid ? validate(graph.parts.current().graph.schema, document) : [];
  if (invalid) throw invalid;
  const result = await executeOperation(
    { ...graph.parts, introspection: true },
    {
      document,
      queryHash: createHash('sha256').update(query).digest('hex'),
      operationName: null,
      reportsCost: false,
      variables,
      context: contextOf(caller),
    },
    asObject,
  );
  return {
    data: JSON.parse(JSON.stringify(result.data ?? null)),
    errors: (result.errors ?? []).map(({ extensions }) => String(extensions['code'])),
  };
}

/** Every coordinate of types and fields in a response. */
function toldIn(value: unknown): readonly string[] {
  const found: string[] = [];
  const visit = (each: unknown): void => {
    if (Array.isArray(each)) each.forEach(visit);
    else if (typeof each === 'object' && each !== null) {
      const { name, fields, ...others } = each as {
        readonly name?: unknown;
        readonly fields?: unknown;
      };
      if (Array.isArray(fields))
        for (const field of fields as { readonly name: string }[])
          found.push(`${String(name)}.${field.name}`);
      if (typeof name === 'string' && 'kind' in others && !name.startsWith('__')) found.push(name);
      visit(fields);
      visit(Object.values(others));
    }
  };
  visit(value);
  return found.filter((coordinate) => !/^(__|String|Int|Float|Boolean|ID)/.test(coordinate));
}

const TYPES = 'types { kind name fields(includeDeprecated: true) { name } }';

/** Forms of introspection: document and variables. Each selects all types, or one. */
const FORMS: Readonly<Record<string, readonly [string, Record<string, unknown>?]>> = {
  'for all types': [`{ __schema { ${TYPES} } }`],
  'with aliases': [`{ a: __schema { b: ${TYPES} } }`],
  'in an inline fragment': [`{ ... { __schema { ${TYPES} } } }`],
  'in an inline fragment on the root': [
    `{ ... on Query { __schema { ... on __Schema { ${TYPES} } } } }`,
  ],
  'in a fragment spread': [`{ ...F } fragment F on Query { __schema { ${TYPES} } }`],
  'in a fragment defined first': [
    `fragment F on Query { __schema { ...G } } fragment G on __Schema { ${TYPES} } { ...F }`,
  ],
  'in a nested fragment that is spread twice': [
    `{ ...F ...G } fragment F on Query { ...G } fragment G on Query { __schema { ${TYPES} } }`,
  ],
  'with conditions': [
    `query Q($yes: Boolean!) { __schema @include(if: $yes) { types @skip(if: false) { kind name fields(includeDeprecated: $yes) { name } } } }`,
    { yes: true },
  ],
  'with __schema twice under one key': [
    `{ __schema { types { kind name } } __schema { types { fields { name } } } }`,
  ],
  'beside data fields': [
    `{ things { __typename } a: __schema { ${TYPES} } beings { __typename } }`,
  ],
  'through queryType': [
    `{ __schema { queryType { kind name fields { name type { kind name ofType { kind name ofType { kind name } } } } } } }`,
  ],
  'by type name': [
    `query Q($n: String!, $m: String = "Note") { a: __type(name: "Patient") { ...T } b: __type(name: $n) { ...T } c: __type(name: $m) { ...T } }
     fragment T on __Type { kind name fields { name type { kind name fields { name } } } possibleTypes { kind name fields { name } } interfaces { kind name fields { name } } }`,
    { n: 'Being' },
  ],
  'beside variables of hidden types': [
    `query Q($n: String!, $id: ID!, $i: Int) { patient(id: $id) { nick } patients(first: $i) { nick } __type(name: $n) { kind name fields { name } } }`,
    { n: 'Patient', id: 'p1', i: 1 },
  ],
};

describe.each(Object.entries(FORMS))('an introspection query %s', (_form, [query, variables]) => {
  it.each(EVERYBODY)(
    'shows the caller "%s" no type or field that the standard introspection query hides from them',
    async (who) => {
      const { data } = await ask(CALLERS[who], query, { variables: variables ?? null });
      const answered = toldIn(data);
      expect(answered.filter((coordinate) => visibleTo.get(who)?.has(coordinate) !== true)).toEqual(
        [],
      );
      expect(answered.length > 0 || query.includes('__type(')).toBe(true);
    },
  );

  it('returns to each of 8 callers in 24 concurrent requests what it returns to that caller alone', async () => {
    const turns = [...EVERYBODY, ...EVERYBODY.toReversed(), ...EVERYBODY];
    const alone = new Map<Who, unknown>();
    for (const who of EVERYBODY)
      alone.set(who, await ask(CALLERS[who], query, { variables: variables ?? null }));
    const together = await Promise.all(
      turns.map((who) => ask(CALLERS[who], query, { variables: variables ?? null })),
    );
    for (const [index, who] of turns.entries()) expect(together[index]).toEqual(alone.get(who));
  });

  it('is refused with GRAPHQL_VALIDATION_FAILED if introspection is off', async () => {
    const request = { query, variables: variables ?? {}, caller: doctor };
    await expect(clinic.run(request)).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });
});

describe('the schema that introspection shows', () => {
  it.each(EVERYBODY)(
    'hides from the caller "%s" every type and field of a hand-written list of denied ones',
    (who) => {
      expect(HIDDEN[who].filter((coordinate) => visibleTo.get(who)?.has(coordinate))).toEqual([]);
    },
  );

  it.each(EVERYBODY)(
    'lists for the caller "%s" the fields that their queries can return, and no others except some without a value in the test data',
    async (who) => {
      const isTold = (at: string): boolean => visibleTo.get(who)?.has(at) === true;
      const given = new Set<string>();
      const askAll = async (
        isAsked: (at: string) => boolean,
        ids: readonly string[] = ['p1', 'd1'],
      ): Promise<void> => {
        for (const query of everyQuestion(isAsked, ids)) {
          const { data } = await ask(CALLERS[who], query);
          for (const field of givenIn(data, 'Query')) given.add(field);
        }
      };
      await askAll(isTold, ['p1', 'p2', 'd1', 'n1', 'l1']);
      const fields = [...(visibleTo.get(who) ?? [])].filter(isGivable);
      const missing = fields.filter((at) => !given.has(at));
      expect(missing.toSorted()).toEqual(NOT_GIVEN[who].toSorted());
      // A denied non-null field nulls its object, so each of these is selected separately.
      await askAll((at) => isTold(at) || !REQUIRED.includes(at));
      for (const required of REQUIRED) await askAll((at) => isTold(at) || at === required);
      expect([...given].filter((at) => !isTold(at))).toEqual([]);
    },
  );
});

it('introspection shows every caller the whole schema in dry-run mode, which denies nothing', async () => {
  const graph = await createInProcessGraph(CLINIC, { ...AUTHORIZATION, mode: 'dry-run' });
  for (const who of EVERYBODY) {
    const { data } = await ask(CALLERS[who], getIntrospectionQuery(), { graph });
    const all = coordinatesOf(graph.parts.current().graph.schema);
    expect(coordinatesOf(buildClientSchema(data as IntrospectionQuery))).toEqual(all);
  }
  await graph.close();
});

/** Visible fields for which the clinic's data have no value, by caller, each with its reason. */
const NOT_GIVEN: Readonly<Record<Who, readonly string[]>> = {
  doctor: [],
  // Seen de-identified, which gives null.
  clerk: ['Patient.risk'],
  // The same, and lists of non-null records that contain denied notes.
  research: ['Address.city', 'Patient.records', 'Patient.latest'],
  // The patient has no further home, and the doctor's fields are those of the interface `Being`.
  p1: ['Doctor.name', 'Doctor.rating', 'Patient.homes'],
  doctorAndP1: [],
  // Records without a patient, which the schema allows and the data don't have.
  unclaimed: ['Lab.id', 'Note.id', 'Note.code', 'Query.records'],
  callerWithoutRoles: ['Lab.id', 'Query.records'],
  visitor: ['Lab.id', 'Query.records'],
};

/** Non-null fields of the clinic that some caller is denied. */
const REQUIRED = [
  'Query.patients',
  'Patient.id',
  'Patient.born',
  'Patient.friends',
  'Patient.labs',
  'Lab.value',
];

/** Queries for every field, from each root field and for records of every kind. */
function everyQuestion(
  isAsked: (coordinate: string) => boolean,
  ids: readonly string[],
): readonly string[] {
  const { schema } = clinic.parts.current().graph;
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  const questions = fields.flatMap((field) =>
    ids.flatMap((id) => {
      const give = { id: `"${id}"`, first: '4', n: '3', text: '"t"' };
      return selectEverything(schema, field, { depth: 2, give, isAsked });
    }),
  );
  return [...new Set(questions)].map((question) => `{ ${question} }`);
}

describe('a type hidden from a caller', () => {
  it.each(EVERYBODY)(
    'is null for the caller "%s" when queried by name, like a type that does not exist',
    async (who) => {
      const names = [
        'Patient',
        'Note',
        'Record',
        'Address',
        'Nothing',
        'phi__Category',
        'join__Graph',
        'Subscription',
      ];
      const query = `{ ${names.map((name) => `${name}: __type(name: "${name}") { name }`).join(' ')} }`;
      const expected = names.map((name) => [name, visibleTo.get(who)?.has(name) ? { name } : null]);
      expect((await ask(CALLERS[who], query)).data).toEqual(Object.fromEntries(expected));
    },
  );
});

describe('the cost limit of introspection', () => {
  const nested = (levels: number): string => {
    if (levels === 0) return '{ name }';
    const below = `name fields { type ${nested(levels - 1)} args { type { name } } }`;
    return `{ ${below} ofType { ${below} ofType { ${below} } } }`;
  };

  it.each<[string, string]>([
    ['types of fields of types of fields', `{ __schema { types ${nested(4)} } }`],
    ['types of fields of types of fields of one type', `{ __type(name: "__Type") ${nested(6)} }`],
    [
      'possible types of interfaces of possible types',
      `{ __schema { types { ${'possibleTypes { interfaces { '.repeat(12)} name ${'} }'.repeat(12)} } } }`,
    ],
    [
      'doubling fragments',
      `{ __schema { types { ...F0 } } } ${Array.from({ length: 8 }, (_, index) => `fragment F${index} on __Type { a${index}: fields { type { ...F${index + 1} } } b${index}: fields { type { ...F${index + 1} } } }`).join(' ')} fragment F8 on __Type { name }`,
    ],
    [
      'many aliases of __schema',
      `{ ${Array.from({ length: 200 }, (_, index) => `a${index}: __schema { types { name fields { name } } }`).join(' ')} }`,
    ],
  ])(
    'refuses with OPERATION_TOO_COMPLEX, within one second of CPU time, a query for %s',
    async (_what, query) => {
      for (const caller of [doctor, callerWithoutRoles]) {
        // Validation by graphql-js refuses some of these, too, but the limit must not depend on its version.
        const { cpuMs } = await cpuTime(() =>
          expect(ask(caller, query, { isValid: false })).rejects.toMatchObject({
            code: 'OPERATION_TOO_COMPLEX',
          }),
        );
        expect(cpuMs).toBeLessThan(1_000);
      }
    },
  );

  it('accepts the standard introspection query twice in one operation', async () => {
    const standard = getIntrospectionQuery();
    const [first] = parse(standard).definitions;
    const fragments = standard.slice(first?.loc?.end);
    const whole =
      first?.kind === Kind.OPERATION_DEFINITION ? print(first.selectionSet).slice(1, -1) : '';
    for (const who of EVERYBODY) {
      const { data } = await ask(CALLERS[who], `{ ${whole} again: ${whole.trim()} } ${fragments}`);
      expect(data).toMatchObject({ __schema: {}, again: {} });
    }
  });
});

describe('introspection of a graph with a field that returns Query', () => {
  let ring: InProcessGraph;
  beforeAll(async () => {
    ring = await createInProcessGraph(
      {
        a: {
          sdl: `type Query implements Ring { self: Query ring: Ring a: Int } interface Ring { a: Int }`,
          resolvers: {
            Query: { self: () => ({}), ring: () => ({}), a: () => 1 },
            Ring: { __resolveType: () => 'Query' },
          },
        },
      },
      AUTHORIZATION,
    );
  });
  afterAll(() => ring.close());

  it.each([
    '{ self { __schema { types { name } } } }',
    '{ self { self { ... { b: __type(name: "Query") { name } } } } }',
    '{ ring { ... on Query { __schema { types { name } } } } }',
  ])(
    'is refused with GRAPHQL_VALIDATION_FAILED below that field, whether introspection is on or off: %s',
    async (query) => {
      const refused = { code: 'GRAPHQL_VALIDATION_FAILED' };
      await expect(ask(doctor, query, { graph: ring })).rejects.toMatchObject(refused);
      await expect(ring.run({ query, caller: doctor })).rejects.toMatchObject(refused);
      expect(ring.received).toEqual([]);
    },
  );

  it('is answered at the root, even in a fragment on an interface that Query implements', async () => {
    const query = '{ ... on Ring { ... on Query { __type(name: "Ring") { name } } } self { a } }';
    const { data } = await ask(doctor, query, { graph: ring });
    expect(data).toEqual({ __type: { name: 'Ring' }, self: { a: 1 } });
  });
});

/** `Type.field` of everything in an answer that is neither null nor an empty list. */
function givenIn(value: unknown, type: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => givenIn(item, type));
  if (typeof value !== 'object' || value === null) return [];
  const { __typename: own = type } = value as { readonly __typename?: string };
  return Object.entries(value).flatMap(([field, below]) =>
    field === '__typename' || below === null || isEmptyList(below)
      ? []
      : [`${own}.${field}`, ...givenIn(below, '')],
  );
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A field of an object, and not one of an interface or a type. */
function isGivable(coordinate: string): boolean {
  return /^[A-Z][a-z]+\.[a-zA-Z]+$/.test(coordinate) && !/^(Being|Node|Record)\./.test(coordinate);
}
